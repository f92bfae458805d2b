"""Text of a user in a chart: Plotly reads some HTML in titles, names, ticks and hover labels."""


def plain_text(text: str) -> str:
    r"""Write a text so that Plotly shows it as it is.

    Neither its tags nor what looks like a field of a hover template, ``%{x}``, mean anything then.
    The ticks of parallel coordinates are the one place where Plotly reads no HTML.

    Parameters
    ----------
    text : str
        What a user has typed, such as the name of a run or a formula.
    """
    for mark, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("%{", "&#37;{")):
        text = text.replace(mark, written)
    return text
