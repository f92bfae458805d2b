"""The app: page scripts that arrange, and the packages of what they show."""
