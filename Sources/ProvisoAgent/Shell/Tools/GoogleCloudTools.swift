/// The command line of Google Cloud (`gcloud`).
enum GoogleCloudTools {
  /// A command of which no operand is a pattern or a number.
  static func plain(_ form: ToolCommand) -> ToolCommand.Reading {
    { words, builder throws(ShellGap) in
      for word in words.operands {
        guard let text = word.text else { continue }
        // `gs://b/**` names many objects, and the number of a project does not show its name.
        guard !text.contains(where: { "*?[]".contains($0) }), Int(text) == nil else {
          throw ShellGap("a pattern or a number as a name is not supported")
        }
      }
      return try builder.calls(of: form, words)
    }
  }

  /// `gcloud storage cp`, which copies between local files and objects.
  static func copy(_ form: ToolCommand) -> ToolCommand.Reading {
    { words, builder throws(ShellGap) in
      var calls = try plain(form)(words, &builder)
      guard words.operands.count == 2 else { return calls }
      calls += try LocalCopy.calls(
        from: words.operands[0], to: words.operands[1], moves: false,
        isRecursive: words.flags["recursive"] ?? false, scheme: "gs://", builder: builder)
      return calls
    }
  }
}
