"""The router: what all pages share, and the page that the address names."""

from pages.app import language
from pages.app.appearance import dress
from pages.app.language_choice import language_choice
from pages.app.navigation import navigation
from pages.app.seats import tab
from pages.classroom.strip import lesson_strip
from pages.settings import address
from pages.settings.presentation import follow_address, presentation, say_if_nothing_is_left
from pages.studies.opening import announce

language.follow_address()
with language.reader_language():
    page = navigation()
    address.listen(page.url_path)
    address.accompany(language.chosen(), (language.LANG,))
    follow_address()
    dress(presentation().is_projected)
    tab().open(None)  # a page with runs says so itself; those of the others rest
    announce()
    lesson_strip(page.url_path)
    say_if_nothing_is_left()
    language.say_refusal()
    page.run()
    language_choice()
