"""The command as `meson install` puts it: what completes it in bash and zsh, and its manual page, lie where shells and man look."""
import os
import pathlib
import shutil
import subprocess
import unittest

from support import CommandTest

BUILD = os.environ["PEAX_BUILD"]


class Installed(CommandTest):
    def test_completion_and_manual_page_lie_beside_the_command(self):
        if not shutil.which("meson"):
            self.skipTest("meson is not installed")
        subprocess.run(["meson", "install", "-C", BUILD, "--no-rebuild", "--quiet", "--tags", "runtime", "--destdir", self.folder], check=True)
        (command,) = self.folder.rglob("bin/peax")
        prefix = command.parents[1]
        said = lambda *words: subprocess.run([command, *words], capture_output=True, text=True, check=True).stdout
        share = prefix / "share"
        self.assertEqual((share / "bash-completion" / "completions" / "peax").read_text(), said("completion", "bash"))
        self.assertEqual((share / "zsh" / "site-functions" / "_peax").read_text(), said("completion", "zsh"))
        self.assertEqual((share / "man" / "man1" / "peax.1").read_text(), said("man"))
        if shutil.which("man"):
            page = subprocess.run(["man", "-M", share / "man", "--where", "peax"], capture_output=True, text=True)
            self.assertEqual(page.stdout.strip(), str(share / "man" / "man1" / "peax.1"))
        loaded = 'source "$1"; complete -p peax'
        shown = subprocess.run(["bash", "-c", loaded, "bash", share / "bash-completion" / "completions" / "peax"], capture_output=True, text=True)
        self.assertIn("_peax", shown.stdout)


if __name__ == "__main__":
    unittest.main()
