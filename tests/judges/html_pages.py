#!/usr/bin/env python3
"""Judges HTML reports with a real browser: headless Chromium.

usage: html_pages.py [--screenshots FOLDER] PAGE...

For every page, on a phone (390x844) and on a desktop (1280x900), in light, in dark and on paper:
  - no request leaves the page: whatever the browser asks for goes to a proxy of this script, which counts;
  - the page is not wider than its window (what is wide scrolls in its own box);
  - nothing in it runs: no script element, no event handler, and its title and text are those of the file;
  - on paper everything that is folded on the screen can be read.
Every line that is printed names a page and what was found. Exit 0: all is well. 77: there is no Chromium.
"""

import argparse
import html.parser
import http.server
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading

WINDOWS = {"phone": (390, 844), "desktop": (1280, 900)}
SKIPPED = 77


class Proxy(http.server.BaseHTTPRequestHandler):
    """Answers nothing and remembers everything."""

    asked = []

    def handle_any(self):
        Proxy.asked.append(f"{self.command} {self.path}")
        self.send_error(403)

    do_GET = do_POST = do_HEAD = do_CONNECT = do_PUT = do_OPTIONS = handle_any

    def log_message(self, *_):
        pass


class Outline(html.parser.HTMLParser):
    """Elements, attributes and the title of a page."""

    def __init__(self):
        super().__init__()
        self.elements, self.attributes, self.title, self.in_title = [], [], "", False

    def handle_starttag(self, tag, attributes):
        self.elements.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attributes]
        self.in_title = self.in_title or (tag == "title")

    def handle_endtag(self, tag):
        if tag == "title":
            self.in_title = False

    def handle_data(self, data):
        if self.in_title:
            self.title += data


def outline_of(page):
    outline = Outline()
    outline.feed(page)
    return outline


def find_browser():
    for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"):
        if shutil.which(name):
            return shutil.which(name)
    return None


class Browser:
    def __init__(self, program, proxy_port, profile):
        # Debian's sandbox wants a user of its own; the pages are this project's.
        self.command = [
            program, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            f"--user-data-dir={profile}", f"--proxy-server=http://127.0.0.1:{proxy_port}",
            "--proxy-bypass-list=<-loopback>"]

    def run(self, *arguments):
        done = subprocess.run([*self.command, *arguments], capture_output=True, timeout=120, check=False)
        return done.stdout.decode("utf-8", "replace")

    def dom(self, url, size):
        return self.run(f"--window-size={size[0]},{size[1]}", "--dump-dom", url)

    def screenshot(self, url, size, into, dark):
        scheme = ["--blink-settings=preferredColorScheme=0"] if dark else []
        self.run(f"--window-size={size[0]},{size[1]}", *scheme, f"--screenshot={into}", url)

    def pdf(self, url, into):
        self.run("--no-pdf-header-footer", f"--print-to-pdf={into}", url)


# The page is measured in a frame as wide as the window: what the page itself forbids (scripts) its measurer may do.
MEASURE = """<!DOCTYPE html><meta charset="utf-8"><body style="margin:0">
<iframe id="page" style="border:0;width:{width}px;height:{height}px" srcdoc="{page}"></iframe>
<pre id="found"></pre>
<script>
const frame = document.getElementById("page");
frame.addEventListener("load", () => {{
  const root = frame.contentDocument.documentElement;
  const told = [`width ${{root.scrollWidth}}`];
  for (const element of frame.contentDocument.querySelectorAll("body *")) {{
    const box = element.getBoundingClientRect();
    if (box.right > {width} + 1 && !element.closest(".wide, pre")) told.push(`beyond ${{element.tagName}}.${{element.className}}`);
  }}
  document.getElementById("found").textContent = told.join("\\n");
}});
</script>"""


def width_found(browser, page, size, folder):
    wrapper = folder / "measure.html"
    escaped = page.replace("&", "&amp;").replace('"', "&quot;")
    wrapper.write_text(MEASURE.format(width=size[0], height=size[1], page=escaped), encoding="utf-8")
    dom = browser.dom(wrapper.as_uri(), (size[0] + 40, size[1] + 40))
    found = re.search(r'<pre id="found">(.*?)</pre>', dom, re.S)
    return found.group(1).split("\n") if found and found.group(1) else ["not measured"]


def unfolded_on_paper(browser, page, folder):
    """Texts of folded parts that take no room on paper; asked of the print style on a screen."""
    wrapper = folder / "paper.html"
    printed = page.replace("@media print", "@media all").replace("&", "&amp;").replace('"', "&quot;")
    wrapper.write_text(
        f"""<!DOCTYPE html><meta charset="utf-8"><iframe id="page" style="width:794px;height:1123px" srcdoc="{printed}">
</iframe><pre id="found"></pre><script>
const frame = document.getElementById("page");
frame.addEventListener("load", () => {{
  const parts = [...frame.contentDocument.querySelectorAll("details")];
  const hidden = parts.filter(part => !part.lastElementChild.checkVisibility({{contentVisibilityAuto: true}}) ||
                                      part.lastElementChild.getBoundingClientRect().height === 0);
  document.getElementById("found").textContent = `parts ${{parts.length}} hidden ${{hidden.length}}`;
}});
</script>""", encoding="utf-8")
    found = re.search(r"parts (\d+) hidden (\d+)</pre>", browser.dom(wrapper.as_uri(), (1000, 1200)))
    return (int(found.group(1)), int(found.group(2))) if found else (0, -1)


def faults_of(path, browser, folder, screenshots):
    page = path.read_text(encoding="utf-8")
    before, uri = outline_of(page), path.resolve().as_uri()
    for tag in ("script", "link", "iframe", "img", "object", "embed", "form", "base"):
        if tag in before.elements:
            yield f"has an element <{tag}>"
    for tag, name, value in before.attributes:
        if name.startswith("on") or name == "src" or (name == "href" and not value.startswith("#")):
            yield f"<{tag}> has {name}={value[:60]!r}"

    Proxy.asked.clear()
    for device, size in WINDOWS.items():
        after = outline_of(browser.dom(uri, size))
        if after.title != before.title:
            yield f"{device}: the title became {after.title!r}"
        if "script" in after.elements or sorted(after.elements) != sorted(before.elements):
            yield f"{device}: the browser sees other elements than the file has"
        found = width_found(browser, page, size, folder)
        if found[0] != f"width {size[0]}" or len(found) > 1:
            yield f"{device}: in a window of {size[0]} {', '.join(found[:5])}"
        if screenshots:
            for dark in (False, True):
                name = f"{path.stem}-{device}{'-dark' if dark else ''}.png"
                browser.screenshot(uri, (size[0], size[1] * 3), screenshots / name, dark)
    pdf = (screenshots or folder) / f"{path.stem}.pdf"
    browser.pdf(uri, pdf)
    if not pdf.is_file() or not pdf.read_bytes().startswith(b"%PDF"):
        yield "cannot be printed"
    parts, hidden = unfolded_on_paper(browser, page, folder)
    if parts != before.elements.count("details") or hidden != 0:
        yield f"paper: of {before.elements.count('details')} folded parts {hidden} stay folded"
    if Proxy.asked:
        yield f"asked for {', '.join(Proxy.asked[:5])}"


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    arguments.add_argument("--screenshots", type=pathlib.Path, help="folder for pictures to be looked at")
    arguments.add_argument("pages", nargs="+", type=pathlib.Path)
    options = arguments.parse_args()
    program = find_browser()
    if program is None:
        print("skipped: there is no Chromium (package chromium-headless-shell)")
        return SKIPPED
    if options.screenshots:
        options.screenshots.mkdir(parents=True, exist_ok=True)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    bad = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        browser = Browser(program, server.server_port, folder / "profile")
        # The judge must be able to see a request: this page makes one.
        probe = folder / "probe.html"
        probe.write_text('<!DOCTYPE html><img src="http://judge.invalid/seen">', encoding="utf-8")
        browser.dom(probe.as_uri(), WINDOWS["desktop"])
        if not any("judge.invalid" in asked for asked in Proxy.asked):
            print("the judge is blind: a request that was made on purpose was not seen")
            return 1
        for path in options.pages:
            faults = list(faults_of(path, browser, folder, options.screenshots))
            for fault in faults:
                print(f"{path}: {fault}")
            bad += bool(faults)
    server.shutdown()
    print(f"{len(options.pages) - bad} of {len(options.pages)} pages are as they should be")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
