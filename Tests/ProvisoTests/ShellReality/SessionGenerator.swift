import TestSupport

/// Generates sessions of command lines that may lose a file, from a grammar of tools, options,
/// quoting, paths and working directories.
struct SessionGenerator {
  private(set) var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  private mutating func chance(_ percent: Int) -> Bool {
    Int.random(in: 0..<100, using: &random) < percent
  }

  private mutating func pick<T>(_ items: [T]) -> T {
    items[Int.random(in: 0..<items.count, using: &random)]
  }

  /// One to three command lines.
  mutating func session() -> [String] {
    (0..<pick([1, 1, 2, 2, 3])).map { _ in line() }
  }

  /// Whether a session goes on after a line that fails.
  mutating func continues() -> Bool { chance(30) }

  /// The name of the protected file or directory in the world.
  mutating func protected() -> String {
    pick([
      "data/customers.db", "data/customers.db", "./data/customers.db", "data",
      "/w/p/data/customers.db",
    ])
  }

  mutating func line() -> String {
    var out = command(in: [])
    for _ in 0..<pick([0, 0, 0, 1, 1, 2]) {
      out += pick([" && ", "; ", " || ", "\n", " | "]) + command(in: [])
    }
    switch Int.random(in: 0..<20, using: &random) {
    case 0: return "cd src && " + command(in: ["src"])
    case 1: return "cd data && " + command(in: ["data"])
    case 2: return "cd \(pick(["..", "../..", "~", "/w", "/", "/tmp", "build"])) && " + out
    case 3: return "(cd data && \(command(in: ["data"]))); " + out
    case 4: return "sh -c '\(out.replacing("'", with: ""))'"
    case 5: return "for f in \(target()) \(target()); do \(command(in: [], using: "$f")); done"
    case 6: return "if [ -e \(target()) ]; then \(out); else \(command(in: [])); fi"
    case 7: return "x=\(target()); \(command(in: [], using: pick(["$x", "\"$x\"", "${x}"])))"
    case 8: return "cd data; cd ..; " + out
    case 9: return "{ \(out); } > \(path())"
    case 11:
      // A name, an operator or a value that a line continuation interrupts.
      return pick([
        "x=t; xy=\(target()); rm -rf $x\\\ny", "x=\(target()); rm -rf \"$\\\nx\"",
        "x=t; IFS= read -r x <<< \(target()); rm -rf \"$x\"", "false &\\\n& rm -rf \(target())",
        "x=t; A=1 read -r x <<< \(target()); rm -rf \"./$x\"", "echo x >\\\n> \(target())",
        "x=t; x=build read -r x <<< \(target()); rm -rf $x", "(mv ../p ../q); rm -rf \(target())",
      ])
    case 10: return "while read -r f; do \(command(in: [], using: "\"$f\"")); done < new.txt"
    default: return out
    }
  }

  private mutating func command(in directory: [String], using word: String? = nil) -> String {
    let wrapper =
      chance(12)
      ? pick(["env ", "env A=1 ", "timeout 5 ", "nice -n 5 ", "nohup ", "command ", "stdbuf -o0 "])
      : ""
    return wrapper + plainCommand(word, in: directory)
  }

  private mutating func plainCommand(_ word: String?, in directory: [String]) -> String {
    func up(_ text: String) -> String {
      directory.isEmpty || text.hasPrefix("/") || text.hasPrefix("~") || text.hasPrefix("$")
        || text.hasPrefix("\"")
        ? text : "../" + text
    }
    let a = word ?? up(path())
    let b = word != nil && chance(50) ? word! : up(path())
    switch Int.random(in: 0..<34, using: &random) {
    case 0, 1, 2:
      return
        "rm \(options(["-r", "-f", "-rf", "-Rf", "-v", "-d", "--recursive", "--force", "--"])) \(a)"
    case 3, 4, 5:
      return "mv \(options(["-n", "-f", "-i", "-u", "-v", "-T", "--no-clobber"])) \(a) \(b)"
    case 6: return "mv -t \(a) \(b)"
    case 7, 8, 9:
      return
        "cp \(options(["-r", "-a", "-n", "-f", "-i", "-u", "-p", "-R", "-T", "--recursive"])) \(a) \(b)"
    case 10: return "cp -t \(a) \(b)"
    case 11: return "echo x | tee \(options(["-a", "--append"])) \(a)"
    case 12: return "echo x \(pick([">", ">>", ">|", "&>", "1>", "2>"])) \(a)"
    case 13: return "cat \(b) > \(a)"
    case 14:
      return
        "sort \(options(["-u", "-n", "-r"])) \(pick(["-o", "-uo", "-ro", "--output", "--out", "-k1 -o"])) \(a) \(b)"
    case 15: return "uniq \(b) \(a)"
    case 16: return "curl -s file:///w/p/new.txt -o \(a)"
    case 17:
      return
        "find \(a) \(pick(["-delete", "-exec rm {} \\;", "-name '*.db' -print", "-type f -exec cat {} +"]))"
    case 18: return "echo \(a) | xargs \(pick(["rm -rf", "cat", "rm -f", "-I{} rm {}"]))"
    case 19:
      return "git clean \(options(["-f", "-fd", "-fdx", "-n", "-x", "-q"])) \(chance(30) ? a : "")"
    case 20:
      return
        "git checkout \(pick(["feature", "-f feature", "-b new", "-f -b new2", "-- .", "HEAD -- :/", "-- data", "-"]))"
    case 21:
      return
        "git \(pick(["reset --hard", "reset", "reset --hard HEAD", "restore .", "restore --staged .", "restore data"]))"
    case 22:
      return
        "git stash \(pick(["", "-u", "push -u", "push", "drop", "clear", "pop", "list", "apply"]))"
    case 23: return "git mv \(a) \(b)"
    case 24: return "git rm \(options(["-r", "-f", "-rf", "--cached", "-q"])) \(a)"
    case 25:
      return
        "git \(pick(["switch feature", "switch -f feature", "switch -c n3", "merge feature", "rebase feature", "switch --discard-changes feature", "switch -c n4 feature"]))"
    case 26:
      return
        "git \(pick(["add -A", "add -f data", "commit -qam x", "status", "diff", "log", "branch -D feature", "branch"]))"
    case 27: return "mkdir -p \(a)"
    case 28: return "touch \(a)"
    case 29:
      return
        "\(pick(["true", "false", ":", "echo hi", "[ -f \(a) ]", "test -d \(a)", "ls", ": 2>&7", "cat \(a)"]))"
    case 30: return "rmdir \(a)"
    case 31:
      return
        "git -C \(pick(["src", "data", "..", ".", "/w/p"])) \(pick(["clean -fdx", "checkout -f feature", "rm -rf .", "mv ../new.txt customers.db", "reset --hard"]))"
    case 32: return "printf \(pick(["x", "-v 'a[$(rm -rf data)]' x", "'%s\\n' a"]))"
    default:
      return pick([
        "rm -rf .git", "git branch -D feature", "mv .git \(a)", "git reset --hard feature",
        "git update-ref -d refs/heads/feature", "git commit -q --amend -m y",
        "git branch -f feature main", "git gc -q --prune=now",
        "git reflog expire --expire=now --all",
        "awk '{print}' \(a)", "awk '{print > \"data/customers.db\"}' new.txt", "sed -n 1p \(a)",
        "unlink \(a)", "wc -l \(a)", "xxd new.txt \(a)",
        "git grep -lO'rm -rf data;:' a", "git grep --op='rm -rf data;:' a",
        "diff3 \(a) \(b) new.txt",
        "git ls-remote --upload-p='rm -rf data;:' .", "tar tf \(a)", "git log --outpu=\(a)",
        "git fetch . +main:feature", "git fetch -p . 'refs/none/*:refs/*'", "git push . :feature",
        "git push -f . main:feature", "git switch --create=true feature",
        "mv --update=none \(a) \(b)",
        "mv -u \(a) \(b) && rm -rf \(a)", "mv -i \(a) \(b) && rm -f \(a)",
      ])
    }
  }

  private mutating func options(_ all: [String]) -> String {
    (0..<pick([0, 1, 1, 2, 2, 3])).map { _ in pick(all) }.joined(separator: " ")
  }

  /// A path that is easy to read.
  private mutating func target() -> String {
    pick([
      "data", "data/customers.db", "data/customers.db", "new.txt", "old", "t", "build", "src/a.txt",
      "data/other.txt", "t/customers.db", "old/customers.db", ".", "data/new", "customers.db",
    ])
  }

  /// A path in one of its spellings.
  private mutating func path() -> String {
    let name = target()
    switch Int.random(in: 0..<22, using: &random) {
    case 0: return "./" + name
    case 1: return name + "/"
    case 2: return "src/../" + name
    case 3: return "../p/" + name
    case 4: return "/w/p/" + name
    case 5: return "\"$PWD/\(name)\""
    case 6: return "/proc/self/cwd/" + name
    case 7: return "'\(name)'"
    case 8: return ".//" + name
    case 9: return "~/../../w/p/" + name
    case 10: return pick(["data/*", "*", "data/c*", "dat?", "d*/c*.db", "."])
    case 11: return pick(["..", "~", "/tmp/x", "../q", ".git", "data/..", "~/x"])
    case 12: return "data/./" + pick(["customers.db", "other.txt"])
    case 13: return "da\"ta\"/customers.db"
    case 14: return "$(echo \(name))"
    default: return name
    }
  }
}
