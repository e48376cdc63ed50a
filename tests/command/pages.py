"""The pages of an analysis in a browser: at two widths, light and dark, nothing fails, nothing is asked for, nothing is too wide."""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import chromium  # noqa: E402
from optimize import PLATFORM, recordings, small_network, stripes  # noqa: E402
from support import COMMAND  # noqa: E402

SIZES = [(400, False), (400, True), (1280, False), (1280, True)]
# The scripts of a page have run when what they show is no longer hidden.
SHOWN = "new Promise(r => { const look = () => document.querySelector('[hidden]') ? setTimeout(look, 20) : r(true); look(); })"


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if chromium.executable() is None:
            print("skipped: there is no chromium", flush=True)
            raise unittest.SkipTest("there is no chromium")
        cls.made = pathlib.Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.made)
        sets = [f"--{name}={stripes(cls.made, name, n, seed)}" for name, n, seed in (("train", 400, 1), ("validation", 300, 2), ("test", 300, 3))]
        model = str(cls.made / "stripes.onnx")
        platform = cls.made / "platform.json"
        platform.write_text(json.dumps(PLATFORM))
        subprocess.run([COMMAND, "--quiet", "train", small_network(cls.made / "empty.onnx"), "--reinitialize", *sets[:2], "--output", model,
                        "--epochs", "12", "--rate", "0.01", "--batch", "32"], check=True)
        cls.out = cls.made / "out"
        subprocess.run([COMMAND, "--quiet", "optimize", model, *sets, "--rewrite", "confidence_exits", "--max-accuracy-loss", "0.05", "--platform",
                        platform, "--output", cls.out], check=True, stdout=subprocess.DEVNULL)
        cls.result = json.loads((cls.out / "result.json").read_text())
        cls.chosen = cls.result["front"][cls.result["chosen"]]
        cls.streams = cls.made / "streams"
        three = [f"--{name}={recordings(cls.made, name, 240, 40, seed)}" for name, seed in (("calibration", 4), ("test-stream", 5))]
        subprocess.run([COMMAND, "--quiet", "optimize", model, *sets[:2], *three, "--rewrite", "temporal_exits", "--max-accuracy-loss", "0.1",
                        "--platform", platform, "--output", cls.streams], check=True, stdout=subprocess.DEVNULL)
        cls.browser = chromium.Browser()
        cls.addClassCleanup(cls.browser.__exit__)

    def pages(self):
        return sorted(p for out in (self.out, self.streams) for p in (out / "summary").glob("*.html"))

    def test_every_page_is_sound_at_every_size(self):
        self.assertGreater(len(self.pages()), 2)
        for page in self.pages():
            for width, dark in SIZES:
                with self.subTest(page=page.name, width=width, dark=dark):
                    self.browser.open(page, width, 900, dark)
                    self.assertTrue(self.browser.ask(SHOWN))
                    self.assertEqual(self.browser.faults(), [])
                    self.assertLessEqual(self.browser.ask("document.documentElement.scrollWidth"), width)
                    narrow = self.browser.ask("[...document.querySelectorAll('.narrow')].some(n => n.offsetHeight > 0)")
                    wide = self.browser.ask("[...document.querySelectorAll('.wide')].some(n => n.offsetHeight > 0)")
                    drawn = self.browser.ask("document.querySelector('.wide') !== null")
                    self.assertTrue(drawn or page.name in ("run.html", "report_platform.html", "report_fit_to_the_hardware.html",
                                                           "report_stream_calibration.html", "report_stream_test.html",
                                                           "report_temporal_behaviour.html")
                                    or page.name.startswith("rewriter_"), page.name)
                    self.assertEqual((narrow, wide), (drawn and width == 400, drawn and width == 1280))

    def test_a_link_never_leads_nowhere(self):
        for page in self.pages():
            names = {p.name for p in page.parent.glob("*.html")}
            self.browser.open(page, 1280, 900)
            self.browser.ask(SHOWN)
            for target in self.browser.ask("[...document.querySelectorAll('a')].map(a => a.getAttribute('href'))"):
                file, _, place = target.partition("#")
                if file.startswith("../"):
                    self.assertTrue((page.parent / file).is_file(), target)
                    continue
                self.assertIn(file or page.name, names)
                if place and not file:
                    self.assertTrue(self.browser.ask(f"document.getElementById({place!r}) !== null"), target)

    def moved(self):
        """What the page says of the thresholds that stand in it."""
        return self.browser.ask("Object.fromEntries([...document.querySelectorAll('.explorer [data-is]')].map(o => [o.dataset.is, Number(o.dataset.v)]))")

    def test_the_thresholds_of_the_solution_give_its_figures(self):
        self.browser.open(self.out / "summary" / "index.html", 1280, 900)
        self.browser.ask(SHOWN)
        told = self.moved()
        self.assertEqual(told["accuracy"], self.chosen["validation_accuracy"])
        self.assertAlmostEqual(told["macs"] / self.result["original"]["mean_macs"], self.chosen["validation_relative_macs"], places=12)
        self.assertAlmostEqual(sum(v for k, v in told.items() if k.startswith("share")), 1, places=12)

    def test_a_threshold_moves_by_the_keyboard_and_by_its_number(self):
        self.browser.open(self.out / "summary" / "index.html", 1280, 900)
        self.browser.ask(SHOWN)
        set_all = "document.querySelectorAll('.explorer input[type=number]').forEach(i => {{ i.value = {}; i.dispatchEvent(new Event('input')); }})"
        self.browser.ask(set_all.format(-1))
        everyone = self.moved()
        self.assertEqual(everyone["share0"], 1)
        self.browser.ask(set_all.format(2))
        nobody = self.moved()
        self.assertEqual(nobody["share0"], 0)
        self.assertGreater(nobody["macs"], everyone["macs"])
        self.assertAlmostEqual(nobody["seconds"], self.chosen["worst_latency_s"], places=12)
        self.browser.ask("document.querySelector('.explorer input[type=range]').focus()")
        for key in ("Home", "ArrowRight"):
            self.browser.call("Input.dispatchKeyEvent", type="keyDown", key=key, code=key, windowsVirtualKeyCode={"Home": 36, "ArrowRight": 39}[key])
            self.browser.call("Input.dispatchKeyEvent", type="keyUp", key=key, code=key)
        stepped = self.moved()
        self.assertGreater(stepped["share0"], 0.9)
        self.assertLess(stepped["share0"], 1)

    def test_the_thresholds_of_a_rule_give_the_figures_of_the_stream(self):
        result = json.loads((self.streams / "result.json").read_text())
        chosen = result["front"][result["chosen"]]
        self.browser.open(self.streams / "summary" / "index.html", 1280, 900)
        self.browser.ask(SHOWN)
        told = self.moved()
        self.assertEqual(told["accuracy"], chosen["test_accuracy"])
        self.assertAlmostEqual(told["macs"], chosen["mean_macs"], places=6)
        self.assertEqual([told[f"share{e}"] for e in range(len(chosen["exit_shares"]))], chosen["exit_shares"])
        self.assertAlmostEqual(told["seconds"], chosen["mean_latency_s"], places=12)
        set_all = "document.querySelectorAll('.explorer input[type=number]').forEach(i => {{ i.value = {}; i.dispatchEvent(new Event('input')); }})"
        self.browser.ask(set_all.format(0))
        self.assertEqual(self.moved()[f"share{len(chosen['exit_shares']) - 1}"], 1)
        self.browser.ask(set_all.format(1e9))
        self.assertLess(self.moved()[f"share{len(chosen['exit_shares']) - 1}"], 0.5)

    def test_every_report_has_a_page(self):
        names = {p.name for p in (self.out / "summary").glob("*.html")}
        for name in ("network.html", "run.html", "report_data_set_train.html", "report_early_exits.html", "report_fit_to_the_hardware.html",
                     "report_accuracy_of_the_original_test.html"):
            self.assertIn(name, names)
        page = (self.out / "summary" / "report_accuracy_of_the_original_test.html").read_text()
        for text in ("Calibration: how often", "Expected calibration error", "Recall per class", "Confusion"):
            self.assertIn(text, page)
        self.assertIn("Four samples", (self.out / "summary" / "report_data_set_train.html").read_text())
        self.assertIn("The stream, and what the rule did", "".join(p.read_text() for p in (self.streams / "summary").glob("solution_*.html")))

    def test_every_rewriter_has_a_page_with_its_solutions_and_its_keys(self):
        page = self.out / "summary" / "rewriter_1_confidence_exits.html"
        self.assertIn(page.name, (self.out / "summary" / "index.html").read_text())
        self.browser.open(page, 1280, 900)
        tiles = self.browser.ask("Object.fromEntries([...document.querySelectorAll('.tile')].map(t => [t.querySelector('.name').textContent,"
                                 " t.querySelector('.value').textContent]))")
        self.assertEqual(tiles["solutions found"], str(len(self.result["front"])))
        links = self.browser.ask("[...document.querySelectorAll('main td a')].map(a => a.getAttribute('href'))")
        self.assertEqual(links, [f"solution_{s['id']}.html" for s in self.result["front"]])
        keys = self.browser.ask("[...document.querySelectorAll('main td')].map(c => c.textContent)")
        self.assertIn("finetune_epochs", keys)

    def test_the_rule_stands_beside_every_kth_sample(self):
        result = json.loads((self.streams / "result.json").read_text())
        self.browser.open(self.streams / "summary" / f"solution_{result['chosen']}.html", 1280, 900)
        rows = self.browser.ask("[...document.querySelectorAll('table')].filter(t => t.textContent.includes('every 2nd sample'))"
                                ".flatMap(t => [...t.tBodies[0].rows].map(r => [...r.cells].map(c => c.textContent)))")
        chosen = result["front"][result["chosen"]]
        self.assertEqual(rows[0], ["this rule", f"{100 * chosen['relative_macs']:.1f} %", f"{100 * chosen['test_accuracy']:.2f} %"])
        self.assertEqual(len(rows), 7)

    def test_a_table_is_sorted_by_its_heads(self):
        self.browser.open(self.out / "summary" / "solutions.html", 1280, 900)
        self.browser.ask(SHOWN)
        column = "[...document.querySelectorAll('table.sortable tbody tr:not(.quiet)')].map(r => Number(r.cells[2].dataset.v))"
        press = "document.querySelectorAll('table.sortable th button')[2].click()"
        self.browser.ask(press)
        found = self.browser.ask(column)
        self.assertEqual(found, sorted(s["test_accuracy"] for s in self.result["front"]))
        self.browser.ask(press)
        self.assertEqual(self.browser.ask(column), found[::-1])
        self.assertEqual(self.browser.ask("[...document.querySelectorAll('table.sortable tbody tr')].pop().className"), "quiet")

    def test_two_solutions_stand_beside_each_other(self):
        if len(self.result["front"]) < 2:
            self.fail("a front of one cannot be compared")
        self.browser.open(self.out / "summary" / "solutions.html", 1280, 900)
        self.browser.ask(SHOWN)
        self.browser.ask("document.querySelectorAll('.comparison input').forEach((i, k) => { i.value = k; i.dispatchEvent(new Event('input')); })")
        row = self.browser.ask("[...document.querySelector('.comparison tbody tr').cells].map(c => c.textContent)")
        first, second = (s["test_accuracy"] for s in self.result["front"][:2])
        self.assertEqual(row[:3], ["test accuracy", f"{100 * first:.2f} %", f"{100 * second:.2f} %"])
        self.assertEqual(row[3], f"{'+' if second >= first else '−'}{abs(100 * (second - first)):.2f} points")

    def test_without_scripts_the_figures_stand_in_tables(self):
        self.browser.call("Emulation.setScriptExecutionDisabled", value=True)
        try:
            self.browser.open(self.out / "summary" / "solutions.html", 1280, 900)
        finally:
            self.browser.call("Emulation.setScriptExecutionDisabled", value=False)
        self.assertEqual(self.browser.ask("document.querySelectorAll('.comparison:not([hidden])').length"), 0)
        self.assertEqual(self.browser.ask("document.querySelectorAll('table tbody tr').length > 1"), True)


if __name__ == "__main__":
    unittest.main()
