import ProvisoKernel
import ProvisoPlans

/// Commands of git whose words have forms that a table does not describe.
enum GitTools {
  /// `git rm`, if no operand is a pattern for git, as `:!src` and `*.c` are.
  static func remove(_ form: ToolCommand) -> ToolCommand.Reading {
    { words, builder throws(ShellGap) in
      guard
        words.operands.allSatisfy({
          $0.text.map { $0.first != ":" && !$0.contains(where: "*?[".contains) } ?? false
        })
      else { throw ShellGap("its pathspec is not supported") }
      return try builder.calls(of: form, words)
    }
  }

  static func push(_ form: ToolCommand) -> ToolCommand.Reading {
    { words, builder throws(ShellGap) in
      try readPush(words, of: form.tool, into: &builder)
    }
  }

  /// Translates `git push`. The form of a ref says what happens to the branch: `main`, `HEAD:main`,
  /// `+main` (force) or `:main` (delete).
  private static func readPush(
    _ words: ToolArguments, of push: ShellTool, into builder: inout CallBuilder
  ) throws(ShellGap) -> [AgentPlanStep] {
    var given: [String: AgentPlanValue] = [
      "repository": try words.values["repository"]?.last.map { word throws(ShellGap) in
        try builder.value(of: word, as: .path)
      } ?? builder.workingDirectory
    ]
    for (name, isOn) in words.flags { given[name] = .constant(.bool(isOn)) }
    builder.assumptions.append(
      "git's hooks, aliases and configuration do not change what its commands do")
    given["remote"] = words.operands.first?.value ?? .unknown
    let isHere = GitRefs.isHere(words.operands.first)
    let refs = words.operands.dropFirst()
    guard !refs.isEmpty else {
      // The branch depends on the checkout and the configuration.
      given["branch"] = .unknown
      return [builder.call(push, with: given)]
        + (isHere && words.flags["force"] == true
          ? GitRefs.discarding(nil, isCertain: true, builder: builder) : [])
    }
    var calls: [AgentPlanStep] = []
    for ref in refs {
      var call = given
      guard let written = ref.plainText else {
        guard ref.isOption == false || !words.operands.isEmpty else { continue }
        // The ref can begin with a `+` or a `:`.
        call["branch"] = ref.value.sources.isEmpty ? .unknown : .written(from: ref.value.sources)
        call["force"] = .unknown
        call["delete"] = .unknown
        calls.append(builder.call(push, with: call))
        if isHere { calls += GitRefs.discarding(nil, isCertain: false, builder: builder) }
        continue
      }
      var text = written[...]
      if text.first == "+" {
        call["force"] = .constant(.bool(true))
        text = text.dropFirst()
      }
      let parts = text.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count <= 2, var target = parts.last, !text.utf8.contains(UInt8(ascii: "*")) else {
        throw ShellGap("this form of a ref is not supported")
      }
      if parts.count == 2, parts[0].isEmpty {
        call["delete"] = .constant(.bool(true))
      }
      for prefix in ["refs/heads/", "heads/"] where target.hasPrefix(prefix) {
        target = target.dropFirst(prefix.count)
        break
      }
      // `HEAD` is the current branch, and a single `:` means all matching branches.
      call["branch"] =
        target.isEmpty || target == "HEAD" || target == "@"
        ? .unknown : .constant(.string(Text(String(target))))
      calls.append(builder.call(push, with: call))
      if isHere, [call["force"], call["delete"]].contains(where: { $0?.constant == .bool(true) }) {
        calls += GitRefs.discarding(String(target), isCertain: true, builder: builder)
      }
    }
    return CallBuilder.together(calls)
  }
}
