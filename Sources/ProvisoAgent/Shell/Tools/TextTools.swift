import ProvisoKernel
import ProvisoPlans

/// Programs that read, compare and print, and `sudo`.
enum TextTools {
  /// A test whose result depends on the machine: `[ … ]`, `[[ … ]]`, `test`.
  static let condition = ShellTool("check_condition", [])
  static let printing = ShellTool("print_text", [("text", .text)])
  static let environment = ShellTool("read_environment", [])
  static let sudo = ShellTool("sudo", [("user", .text)])
  /// A program that reads files, its input or the system, and changes nothing.
  static let inspection = ShellTool("inspect", [("arguments", .text), ("input", .text)])

  /// Tools that do not belong to a single program.
  static let others = [condition, printing, environment, sudo, inspection]

  static let programs: [String: ToolProgram] = {
    var out: [String: ToolProgram] = [
      "printenv": ToolProgram([ToolCommand(reading: environment)]),
      "sleep": ToolProgram([ToolCommand(reading: inspection)]),
      "sort": ToolProgram([
        reading(
          options: [
            .skip(
              "-b", "-d", "-f", "-g", "-i", "-M", "-h", "-n", "-R", "-r", "-V", "-c", "-C", "-m",
              "-s", "-u", "-z", "--numeric-sort", "--reverse", "--unique", "--human-numeric-sort",
              "--version-sort", "--ignore-case", "--stable", "--check", "--zero-terminated"),
            .skipValue(
              "-k", "--key", "-t", "--field-separator", "-S", "--buffer-size", "--parallel"),
          ])
      ]),
      "date": ToolProgram([
        reading(
          options: [
            .skip("-u", "--utc", "-R", "--rfc-email"), .optionalValue("form", "--iso-8601"),
            .skipValue("-d", "--date", "-r", "--reference", "--rfc-3339"),
          ], operands: { $0.allSatisfy { $0.text?.hasPrefix("+") == true } })
      ]),
      "tree": ToolProgram([
        reading(
          options: [
            .skip("-a", "-d", "-f", "-i", "-s", "-h", "-p", "-D", "--noreport", "-C", "-F", "-l"),
            .skip("--dirsfirst", "--gitignore", "--prune", "-J", "-X"),
            .skipValue("-L", "-I", "-P", "--filelimit"),
          ])
      ]),
      // A second operand is the output.
      "uniq": ToolProgram([
        reading(
          options: [
            .skip(
              "-c", "-d", "-D", "-i", "-u", "-z", "--count", "--repeated", "--unique",
              "--ignore-case"),
            .skipValue(
              "-f", "-s", "-w", "--skip-fields", "--skip-chars", "--check-chars"),
          ], operands: { $0.count < 2 })
      ]),
      "file": ToolProgram([
        reading(options: [
          .skip("-b", "-i", "-L", "-h", "-z", "--brief", "--mime", "--mime-type", "--dereference")
        ])
      ]),
      "xxd": ToolProgram([
        reading(
          options: [.skip("-p", "-u", "-b"), .skipValue("-l", "-s", "-c", "-g")],
          operands: { $0.count < 2 })
      ]),
      "hostname": ToolProgram([
        reading(options: [.skip("-f", "-s", "-i", "-I", "-d")], operands: \.isEmpty)
      ]),
      // `--pre` and `--hostname-bin` run programs.
      "rg": ToolProgram([
        ToolCommand(reading: inspection, refusing: ["--pre=", "--hostname-bin="])
      ]),
      "awk": ToolProgram([awk]), "gawk": ToolProgram([awk]), "mawk": ToolProgram([awk]),
      "sed": ToolProgram([
        ToolCommand(
          inspection, operands: [],
          options: [.skip("-n", "-E", "-r", "--quiet", "--silent", "-s", "-u", "-z")],
          reading: { words, builder throws(ShellGap) in
            guard let script = words.operands.first?.plainText, isPlainScript(script) else {
              throw ShellGap("its script is unknown or not supported")
            }
            return [
              builder.call(
                inspection,
                with: [
                  "arguments": CallBuilder.joined(Array(words.operands.dropFirst())),
                  "input": builder.inputValue ?? .constant(.string("")),
                ])
            ]
          })
      ]),
      "find": ToolProgram([
        ToolCommand(
          reading: inspection,
          refusing: ["-exec", "-ok", "-delete", "-fprint", "-fls", "-files0"])
      ]),
    ]
    // No option of these programs writes, runs or changes anything.
    for program in [
      "cat", "head", "tail", "wc", "ls", "grep", "egrep", "fgrep", "cut", "tr", "nl", "stat", "du",
      "df", "pwd", "whoami", "id", "uname", "basename", "dirname", "realpath", "readlink", "cmp",
      "md5sum", "sha1sum", "sha256sum", "which", "seq", "rev", "tac", "ps", "diff", "jq", "nproc",
      "comm", "join", "paste", "fold", "fmt", "expand", "unexpand", "column", "base64", "od",
      "hexdump", "strings", "cksum", "sum", "sha512sum", "uptime", "free", "groups", "tty", "arch",
      "pgrep", "type", "locale", "getconf", "zcat", "numfmt",
      "expr", "lscpu", "lsblk", "findmnt", "who", "w", "logname", "pathchk", "factor", "tsort",
      "diff3",
    ] {
      out[program] = ToolProgram([ToolCommand(reading: inspection)])
    }
    return out
  }()

  /// A command that changes nothing if all its options are in a list.
  ///
  /// - Parameter isAllowed: whether its operands have no other meaning.
  private static func reading(
    options: [ToolOption],
    operands isAllowed: @escaping @Sendable ([ShellArgument]) -> Bool = { _ in true }
  ) -> ToolCommand {
    ToolCommand(
      inspection, options: options, isHarmless: true,
      reading: { words, builder throws(ShellGap) in
        guard isAllowed(words.operands) else {
          throw ShellGap("no contract describes its operands")
        }
        return [inspect(words.operands, builder)]
      })
  }

  private static func inspect(
    _ operands: [ShellArgument], _ builder: CallBuilder
  ) -> AgentPlanStep {
    builder.call(
      inspection,
      with: [
        "arguments": CallBuilder.joined(operands),
        "input": builder.inputValue ?? .constant(.string("")),
      ])
  }

  /// `awk`, if its program only prints.
  private static let awk = ToolCommand(
    inspection, options: [.skipValue("-F", "-v", "--field-separator", "--assign")],
    style: .posix, isHarmless: true,
    reading: { words, builder throws(ShellGap) in
      guard let program = words.operands.first?.plainText, onlyPrints(program) else {
        throw ShellGap("its program is unknown or can do more than print")
      }
      return [inspect(Array(words.operands.dropFirst()), builder)]
    })

  /// Whether an awk program neither writes files nor runs programs: it has no `>`, `|`, `system`,
  /// `getline`, extension or indirect call outside its strings and patterns.
  static func onlyPrints(_ program: String) -> Bool {
    // A `>` compares in a pattern or in parentheses, and redirects in `print`. Only the former is
    // before a `{` or inside parentheses.
    let bytes = Array(program.utf8)
    var depth = 0
    var braces = 0
    var at = 0
    var word = ""
    func isForbidden(_ word: String) -> Bool {
      ["system", "getline", "close", "fflush", "load", "include", "namespace"].contains(word)
    }
    while at < bytes.count {
      let byte = bytes[at]
      if ShellLexer.isNameByte(byte) {
        word.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        if isForbidden(word) { return false }
        word = ""
      }
      switch byte {
      case UInt8(ascii: "\""):
        at += 1
        while at < bytes.count, bytes[at] != byte {
          if bytes[at] == UInt8(ascii: "\\") { at += 1 }
          if at < bytes.count, bytes[at] == UInt8(ascii: "\n") { return false }
          at += 1
        }
      case UInt8(ascii: "|"):
        guard at + 1 < bytes.count, bytes[at + 1] == byte else { return false }
        at += 1
      case UInt8(ascii: ">"):
        if braces > 0, depth == 0 { return false }
      case UInt8(ascii: "@"), UInt8(ascii: "\\"), UInt8(ascii: "`"): return false
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")"): depth -= 1
      case UInt8(ascii: "{"): braces += 1
      case UInt8(ascii: "}"): braces -= 1
      case UInt8(ascii: "#"): return false
      case UInt8(ascii: "/"):
        if let end = patternEnd(bytes, at) {
          at = end
        } else if bytes[(at + 1)...].contains(byte) {
          // This may be a pattern whose end is unclear.
          return false
        }
      default: break
      }
      at += 1
    }
    return !isForbidden(word) && depth == 0 && braces == 0
  }

  /// The index of the slash that ends the pattern at an index; `nil` if the slash divides.
  private static func patternEnd(_ bytes: [UInt8], _ start: Int) -> Int? {
    let before = bytes[..<start].last { $0 != UInt8(ascii: " ") }
    guard before == nil || "({~!&|;,".utf8.contains(before ?? 0) else { return nil }
    var at = start + 1
    while at < bytes.count, bytes[at] != UInt8(ascii: "/") {
      if "\"\\\n[".utf8.contains(bytes[at]) { return nil }
      at += 1
    }
    return at < bytes.count ? at : nil
  }

  /// Whether a sed script is a command that neither writes files nor runs programs, such as
  /// `s/a/b/g`, `1,5p` or `$d`.
  private static func isPlainScript(_ script: String) -> Bool {
    let bytes = Array(script.utf8)
    if let last = bytes.last, "pdq".utf8.contains(last) {
      return bytes.dropLast().allSatisfy { "0123456789,$".utf8.contains($0) }
    }
    guard bytes.count >= 4, bytes[0] == UInt8(ascii: "s"),
      "/|#,:".utf8.contains(bytes[1]), !bytes.contains(UInt8(ascii: "\n"))
    else { return false }
    let parts = bytes.dropFirst(2).split(separator: bytes[1], omittingEmptySubsequences: false)
    return parts.count == 3 && !bytes.contains(UInt8(ascii: "\\"))
      && parts[2].allSatisfy { "gIip0123456789".utf8.contains($0) }
  }
}
