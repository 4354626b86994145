import ProvisoKernel
import ProvisoPlans

/// The command line of Amazon Web Services (`aws`).
enum AWSTools {
  /// A command of which no value is a file, a list or a pattern.
  static func plain(_ form: ToolCommand) -> ToolCommand.Reading {
    { words, builder throws(ShellGap) in
      for value in words.values.values.joined() where !isPlain(value) {
        throw ShellGap("the value of an option is a file, a list or a pattern")
      }
      for word in words.operands
      where word.text.map({ isAccessPoint($0) || $0.contains("*") }) == true {
        throw ShellGap("an access point or a pattern is not supported")
      }
      return try builder.calls(of: form, words)
    }
  }

  /// Whether a text names an access point, which stands for a bucket that its name does not show.
  private static func isAccessPoint(_ text: String) -> Bool {
    ["arn:", "-s3alias", "--ol-s3", "--xa-s3", ".mrap"].contains(where: text.contains)
  }

  /// Whether a value is no `file://…`, whose content would count, no list and no pattern.
  private static func isPlain(_ value: ShellArgument) -> Bool {
    guard let text = value.text else { return true }
    return !text.contains("://") && !text.hasSuffix("-s3alias")
      && !text.contains { "[]{}*?, \"".contains($0) }
  }

  /// A command that copies between local files and objects.
  static func copy(_ form: ToolCommand) -> ToolCommand.Reading {
    { words, builder throws(ShellGap) in
      var calls = try builder.calls(of: form, words)
      guard !words.operands.contains(where: { $0.text.map(isAccessPoint) ?? false }) else {
        throw ShellGap("an access point is not supported")
      }
      guard words.operands.count == 2, words.flags["dry_run"] != true else { return calls }
      calls += try LocalCopy.calls(
        from: words.operands[0], to: words.operands[1], moves: form.words.last == "mv",
        isRecursive: words.flags["recursive"] ?? false, scheme: "s3://", builder: builder)
      return calls
    }
  }
}
