"""What samples leave open: the posterior of output layers, averaged over hidden layers."""
