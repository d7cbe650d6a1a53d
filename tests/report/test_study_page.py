"""The report in a real browser: Chromium, by Playwright, without a network."""

import re
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import EXPERIMENTS
from playwright.sync_api import expect, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed (apt install chromium)")

ROWS = "#all-experiments tbody tr"


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(quick_study):
    return quick_study[0].path("results/quick/study.html").as_uri()


@pytest.fixture
def open_page(browser, address):
    """Opens the page in a window; afterwards there must have been no error and no request to anywhere else."""
    asked, said, contexts = [], [], []

    def open_page(width=1400, height=1000, **options):
        context = browser.new_context(viewport={"width": width, "height": height}, offline=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(address)
        page.wait_for_selector("html[data-ready]")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert said == []
    assert {url for url in asked if not url.startswith("data:")} == {address}


def names(page):
    return page.locator(f"{ROWS} th code").all_inner_texts()


def test_the_opening_table_sorts_and_filters(open_page):
    page = open_page()
    assert names(page) == list(EXPERIMENTS)
    parameters = page.locator("#all-experiments thead th", has_text="Parameters")
    parameters.click()
    expect(parameters).to_have_attribute("aria-sort", "ascending")
    ascending = [
        int(re.sub(r"\D", "", text) or 0) for text in page.locator(f"{ROWS} td:nth-child(3)").all_inner_texts()
    ]
    assert ascending == sorted(ascending)
    assert ascending[-1] > 300_000
    parameters.click()
    expect(parameters).to_have_attribute("aria-sort", "descending")
    assert names(page)[0] == "mnist_cnn"
    page.locator("#experiments input[type=search]").fill("housing")
    assert set(names(page)) == {"housing_mlp", "housing_early_stopping"}


def test_the_table_sorts_by_keyboard_and_says_so(open_page):
    page = open_page()
    heading = page.locator("#all-experiments thead th", has_text="Epochs")
    heading.locator("[tabindex='0'], button").first.focus()
    page.keyboard.press("Enter")
    expect(heading).to_have_attribute("aria-sort", "ascending")


def test_every_link_leads_to_a_place_on_the_page(open_page):
    page = open_page(width=1440)  # wide enough for the models beside the page
    links = page.locator("a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert len(links) > 3 * len(EXPERIMENTS)
    broken = page.evaluate(
        "links => links.filter(link => !link.startsWith('#') || !document.querySelector(link))", links
    )
    assert broken == []
    page.locator("nav").get_by_role("link", name="mnist_cnn").click()
    expect(page.locator("#model-mnist_cnn h3")).to_be_in_viewport()


def test_a_confusion_matrix_shows_counts_or_shares(open_page):
    page = open_page()
    article = page.locator("#model-iris_mlp")
    cell = article.locator(".matrix tbody td").first
    expect(cell).to_have_text("10100.0")
    assert cell.inner_text() == "10"
    article.get_by_label("shares of the true class").check()
    assert cell.inner_text() == "100.0"


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.long)])
def test_axe_finds_nothing_serious(open_page, scheme):
    page = open_page(color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(found => found.open = true)")
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")] == []


def test_every_picture_is_there_and_has_its_text(open_page):
    page = open_page()
    page.evaluate("document.querySelectorAll('details').forEach(found => found.open = true)")
    pictures = page.locator("img").evaluate_all(
        "async all => Promise.all(all.map(async one => { one.loading = 'eager'; await one.decode(); "
        "return [one.alt, one.naturalWidth] }))"
    )
    assert len(pictures) > 40
    assert all(len(text) > 15 and width > 50 for text, width in pictures)


def test_on_a_phone_nothing_is_wider_than_the_screen(open_page):
    page = open_page(width=390, height=800)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_on_paper_no_table_or_figure_is_cut(open_page):
    page = open_page(width=794)  # A4 at 96 pixels an inch
    page.emulate_media(media="print")
    wide = page.locator("table, img").evaluate_all(
        "all => all.filter(one => one.getBoundingClientRect().right > 794).map(one => one.outerHTML.slice(0, 100))"
    )
    assert wide == []
    assert page.pdf().count(b"/Type /Page\n") > 5


@pytest.mark.parametrize(
    ("category", "shows", "heading"),
    [
        ("The answer", "answer, all experiments, verdicts", "Do the notebooks’ statements hold?"),
        ("Models", "mnist_cnn", "CNN 16-32-64-128"),
    ],
)
def test_snakemakes_report_shows_its_pages(browser, quick_study, category, shows, heading):
    page = browser.new_context(viewport={"width": 1400, "height": 1000}, offline=True).new_page()
    page.goto(quick_study[0].path("results/quick/report.html").as_uri())
    page.get_by_role("link", name=category, exact=True).click()
    page.get_by_text(shows, exact=True).locator("xpath=ancestor::*[.//a][1]").locator("a").first.click()
    shown = page.frame_locator("iframe").get_by_role("heading", name=heading).first
    expect(shown).to_be_visible(timeout=30_000)
    page.context.close()


def test_pages_in_snakemakes_report_are_small_enough_for_chromium_to_show_them(quick_study):
    pages = [*quick_study[0].path("results/quick/pages").rglob("*.html")]
    assert len(pages) == len(EXPERIMENTS) + 5
    assert max(path.stat().st_size for path in pages) * 4 / 3 < 2 * 2**20
