import ProvisoKernel

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
        ToolCommand(reading: inspection, refusing: ["-o", "--o", "--compress", "-T", "--T"])
      ]),
      "date": ToolProgram([ToolCommand(reading: inspection, refusing: ["-s", "--s"])]),
      "tree": ToolProgram([ToolCommand(reading: inspection, refusing: ["-o", "-R"])]),
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
          refusing: ["-exec", "-ok", "-delete", "-fprint", "-fls"])
      ]),
    ]
    // No option of these programs writes, runs or changes anything.
    for program in [
      "cat", "head", "tail", "wc", "ls", "grep", "egrep", "fgrep", "cut", "tr", "nl", "stat", "du",
      "df", "pwd", "whoami", "id", "uname", "basename", "dirname", "realpath", "readlink", "cmp",
      "md5sum", "sha1sum", "sha256sum", "which", "seq", "rev", "tac", "ps", "diff", "jq", "nproc",
    ] {
      out[program] = ToolProgram([ToolCommand(reading: inspection)])
    }
    return out
  }()

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
