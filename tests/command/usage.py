"""Exit codes, suggestions, where options may stand, and what --help says of rewriters."""
import pathlib
import re
import unittest

from support import CommandTest, classifier, write_npy


class Usage(CommandTest):
    def test_help_and_version_go_to_standard_output(self):
        out, err = self.run_peax("--help")
        for verb in ("info", "run", "evaluate", "optimize", "generate", "verify", "doctor", "rewriters", "train", "cascade", "bench"):
            self.assertIn(verb, out)
        self.assertEqual(err, "")
        self.assertIn("--max-accuracy-loss", self.run_peax("cascade", "--help")[0])
        self.assertRegex(self.run_peax("--version")[0], r"^peax \d+\.\d+\.\d+\n$")

    def test_settings_of_rewriters_turn_up_in_help_and_json_with_their_defaults(self):
        help_text, text = self.run_peax("optimize", "--help")[0], self.run_peax("rewriters")[0]
        told = {r["name"]: r for r in self.json_of("rewriters")["rewriters"]}
        self.assertEqual(len(told), 6)
        for name, rewriter in told.items():
            keys = {k["key"]: k for k in rewriter["keys"]}
            options = {"keep", "seed", "search_seconds"}
            self.assertEqual({k["setting"] for k in keys.values() if k["key"] != "branch"}, set(rewriter["settings"]) - options, name)
            for key in keys.values():
                self.assertIn(f"{key['key']}={key['default']} ", help_text)
                self.assertIn(key["what"], text)
        self.assertEqual(told["slimming"]["settings"]["widths"], [0.75, 0.5, 0.25])
        self.assertEqual(told["confidence_exits"]["settings"]["decision"], {"kind": "confidence", "rule": "max_probability"})

    def test_the_page_of_components_leaves_out_no_report(self):
        root = pathlib.Path(__file__).parents[2]
        page = (root / "docs/reference/components.md").read_text()
        for header in (root / "include/peax/report").glob("*.hpp"):
            for name in re.findall(r"^(?:template <Split S> )?struct (\w+)[^;{]*\{\n  static constexpr std::string_view title", header.read_text(), re.M):
                self.assertRegex(page, rf"\| `{name}(<\w+>)?` \|")

    def test_help_says_what_a_rewriter_needs_and_whether_another_may_follow(self):
        help_text = self.run_peax("optimize", "--help")[0]
        self.assertIn("  right_sizing: needs --train, --validation; others may follow\n", help_text)
        self.assertIn("  feature_map_termination: needs --calibration; ends the rewriting\n", help_text)

    def test_a_misspelt_verb_or_option_is_answered_with_a_suggestion(self):
        self.says("there is no verb 'infoo' (did you mean 'info'?)", "infoo", "x.onnx", code=2)
        self.says("there is no verb 'evalaute' (did you mean 'evaluate'?)", "--json", "evalaute", "x.onnx", code=2)
        self.says("there is no option --max-acuracy-loss (did you mean '--max-accuracy-loss'?)",
                  "cascade", "d", "--max-acuracy-loss", "0.01", code=2)
        self.says("there is no option --jsn (did you mean '--json'?)", "--jsn", "info", "x.onnx", code=2)
        self.says("there is no option --jsn (did you mean '--json'?)", "info", "x.onnx", "--jsn", code=2)
        self.says("there is no option --xyzzy", "info", "x.onnx", "--xyzzy", code=2)
        self.says("bench times train or infer (did you mean 'infer'?)", "bench", "infr", "x.onnx", code=2)

    def test_what_is_missing_or_too_much_is_usage(self):
        self.says("a verb is needed", code=2)
        self.says("model", "info", code=2)
        self.says("--output", "run", "x.onnx", "--input", "x.npy", code=2)
        self.says("'y.onnx' was not expected", "info", "x.onnx", "y.onnx", code=2)
        self.says("either --data X,Y or --stream X,Y,L", "evaluate", "x.onnx", code=2)

    def test_numbers_that_are_none_are_usage(self):
        self.says("--threads: 'two' is not a number", "--threads", "two", "info", "x.onnx", code=2)
        self.says("--seed: -1 is given, at least 0", "info", "x.onnx", "--seed", "-1", code=2)
        self.says("--batch: '1.5' is no whole number", "bench", "infer", "x.onnx", "--batch", "1.5", code=2)
        self.says("--margin and --confidence", "cascade", "d", "--max-accuracy-loss", "0", "--margin", "1", "--confidence", "0.9", code=2)
        self.says("--confidence says how surely", "cascade", "d", "--confidence", "0.9", code=2)
        self.says("give a fraction from 0 to 1", "cascade", "d", "--max-accuracy-loss", "-0.1", code=2)
        self.says("--sample-units says what --margin or --confidence counts", "cascade", "d", "--max-accuracy-loss", "1pp", "--sample-units", code=2)

    def test_a_loss_cannot_be_misread_as_points_or_as_a_fraction(self):
        for text, spelt in (("1", ("1pp", "100pp")), ("0.5", ("0.5pp", "50pp")), ("3", ("3pp", "300pp"))):
            self.says(f"write {spelt[0]} for {text} percentage points, or {spelt[1]}", "cascade", "d", "--max-accuracy-loss", text, code=2)
        self.says("--max-accuracy-loss: 'pp' is not a number", "cascade", "d", "--max-accuracy-loss", "pp", code=2)
        self.says("--max-accuracy-loss: '1%' is not a number", "cascade", "d", "--max-accuracy-loss", "1%", code=2)
        self.says("give a fraction from 0 to 1", "cascade", "d", "--max-accuracy-loss", "101pp", code=2)
        self.says("score 'acuracy' is not known", "cascade", "d", "--score", "acuracy", code=2)

    def test_common_options_stand_before_or_behind_the_verb(self):
        model = classifier(self.path("m.onnx"))
        before, _ = self.run_peax("--json", "--quiet", "--seed", "3", "--threads", "1", "info", model)
        behind, _ = self.run_peax("info", "--json", model, "--threads", "1", "--seed", "3", "--quiet")
        self.assertEqual(before, behind)

    def test_values_may_begin_with_a_minus(self):
        model = classifier(self.path("m.onnx"))
        write_npy(self.path("x.npy"), [1, 2, 3, 4], [1, 1, 2, 2])
        write_npy(self.path("-y.npy"), [2], [1], "u1")
        for form in (["--scale", "-1", "--offset", "-48.530349"], ["--scale=-1", "--offset=-48.530349"]):
            found = self.json_of("evaluate", model, "--data", self.path("x.npy") + "," + self.path("-y.npy"), *form)
            self.assertEqual(found["accuracy"], 0)  # the signs are turned: the smallest is the largest now
        self.says("--offset: '-1,-' is neither a number nor a list", "evaluate", model, "--data", "x,y", "--offset", "-1,-", code=2)

    def test_a_file_that_is_not_there_is_an_input_output_error(self):
        self.says(self.path("no.onnx"), "info", self.path("no.onnx"), code=4)
        model = classifier(self.path("m.onnx"))
        self.says(self.path("no.npy"), "evaluate", model, "--data", self.path("no.npy") + "," + self.path("no.npy"), code=4)
        self.says(self.path("no.json"), "info", model, "--platform", self.path("no.json"), code=4)
        self.says("truth.npy", "cascade", self.path("nowhere"), code=4)

    def test_output_that_nobody_takes_is_an_input_output_error(self):
        import subprocess

        from support import COMMAND
        model = classifier(self.path("m.onnx"))
        with open("/dev/full", "w") as full:
            run = subprocess.run([COMMAND, "info", model], stdout=full, stderr=subprocess.PIPE, text=True)
        self.assertEqual(run.returncode, 4)
        self.assertIn("standard output cannot be written", run.stderr)

    def test_numbers_are_the_same_under_every_locale(self):
        model = classifier(self.path("m.onnx"))
        plain = self.run_peax("info", model)
        german = self.run_peax("info", model, environment={"LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"})
        self.assertEqual(plain, german)


if __name__ == "__main__":
    unittest.main()
