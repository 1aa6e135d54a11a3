"""A phone that carries the visits of a day: taken along, opened, filled in, sent."""

from __future__ import annotations

from playwright.sync_api import Page, expect

PIN = "482915"
KEPT = """async (kind) => {
    const open = indexedDB.open(`jikimi-${kind}`, 1);
    const database = await new Promise((done) => { open.onsuccess = () => done(open.result); });
    const asked = database.transaction('kept').objectStore('kept').getAll();
    const rows = await new Promise((done) => { asked.onsuccess = () => done(asked.result); });
    database.close();
    const words = (row) => row instanceof ArrayBuffer ? new TextDecoder().decode(row)
        : row && typeof row === 'object' ? Object.values(row).map(words).join(' ') : String(row);
    const caught = await Promise.all((await caches.keys()).map(async (name) => {
        const store = await caches.open(name);
        const all = await store.matchAll();
        return Promise.all(all.map((one) => one.text()));
    }));
    return [rows.length, rows.map(words).join(' '), caught.flat().join(' ')];
}"""


def take_along(page: Page, home: str, *wrong: tuple[str, str]) -> None:
    """Take the day along with a PIN, after trying those that are refused."""
    page.goto(f"{home}phone/")
    for pin, again in (*wrong, (PIN, PIN)):
        page.fill("#pin", pin)
        page.fill("#again", again)
        page.locator("#take button").click()
        if (pin, again) in wrong:
            expect(page.locator("#said")).to_be_visible()
    expect(page.locator(".phone__visit")).to_have_count(1)


def unlock(page: Page) -> None:
    """Open the day with the PIN, and its first visit."""
    page.fill("#old", PIN)
    page.locator("#unlock button").click()
    page.locator(".phone__visit summary").first.click()


def answer(page: Page, visit: str, item: str, said: str, note: str = "") -> None:
    """Answer one item of a visit."""
    field = page.locator(f"input[name='{visit}_{item}']")
    field.and_(page.locator(f"[value='{said}']")).check()
    if note:
        words = page.locator(f"[id='{visit}_{item}_note']")
        words.fill(note)
        words.blur()


def send(page: Page) -> None:
    """Send what waits; all of it goes."""
    page.locator("#send").click()
    expect(page.locator("#state")).to_have_attribute("data-state", "sent")
