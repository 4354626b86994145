import ProvisoKernel
import ProvisoPlans

/// Commands of git that can remove or replace branches, tags and stashes of this repository through the refs
/// in their words: `git fetch . +main:feature`, `git push . :feature`.
enum GitRefs {
  /// A ref in the words of a command: `+from:to`.
  struct Ref {
    /// Whether the ref replaces what it names, also if that loses commits; `nil` if this is unknown.
    let isForced: Bool?
    /// The name before the colon; `nil` if it is unknown.
    let from: String?
    /// The name after the colon; `nil` if there is none, or if it is unknown.
    let to: String?

    init(_ word: ShellArgument) {
      guard let text = word.plainText else {
        isForced = nil
        from = nil
        to = nil
        return
      }
      isForced = text.hasPrefix("+")
      let parts = text.drop { $0 == "+" }.split(
        separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      from = parts.first.map(String.init) ?? ""
      to = parts.count == 2 ? String(parts[1]) : nil
    }
  }

  /// Whether a remote can be this repository: a path, which can lead here, or an unknown word. The name of
  /// a remote is another repository, because no command can add one here.
  static func isHere(_ remote: ShellArgument?) -> Bool {
    guard let remote else { return false }
    guard let text = remote.text, !remote.startsAtHome else { return true }
    return text.hasPrefix(".") || isLocal(text)
  }

  /// Whether an address is one of this machine: neither `https://host/path` nor `user@host:path`.
  static func isLocal(_ address: String) -> Bool {
    // `helper::address` can lead anywhere.
    let local = ["::", "localhost", "127.", "0.0.0.0"]
    if local.contains(where: address.lowercased().contains) { return true }
    if let mark = address.firstRange(of: "://") {
      return !["http", "https", "ssh", "git"].contains(address[..<mark.lowerBound].lowercased())
        || isLocalHost(address[mark.upperBound...].prefix { $0 != "/" })
    }
    if let colon = address.firstIndex(of: ":"), isLocalHost(address[..<colon]) { return true }
    guard let slash = address.firstIndex(of: "/") else { return false }
    return !address[..<slash].contains(":")
  }

  /// Whether a host, with a user before it and a port behind it, may be this machine in one of the spellings of its
  /// address.
  private static func isLocalHost(_ text: Substring) -> Bool {
    let host = text.split(separator: "@").last?.prefix { $0 != ":" } ?? ""
    if case .named = DatabaseNames.server(String(host)) { return false }
    return true
  }

  /// Whether a ref names only a copy of what a remote has.
  private static func isCopy(_ to: String) -> Bool {
    to.hasPrefix("refs/remotes/") || to.hasPrefix("remotes/")
  }

  /// The calls for what a command removes or replaces in this repository.
  ///
  /// - Parameters:
  ///   - name: the branch; `nil` if it is unknown.
  ///   - isCertain: whether it is certain that the command may do so.
  static func discarding(
    _ name: String?, isCertain: Bool, builder: CallBuilder
  ) -> [AgentPlanStep] {
    var calls: [AgentPlanStep] = []
    if let branch = ToolTable.tools["git_branch"] {
      calls.append(
        builder.call(
          branch,
          with: [
            "name": name.map { .constant(.string(Text($0))) } ?? .unknown,
            "force": isCertain ? .constant(.bool(true)) : .unknown,
            "repository": builder.workingDirectory,
          ]))
    }
    // `refs/*` includes the stash.
    let mayBeStash = name.map { $0 == "refs/*" || $0.hasPrefix("refs/s") || $0.hasPrefix("stash") }
    if mayBeStash ?? true, let drop = ToolTable.tools["git_stash_drop"] {
      calls.append(builder.call(drop, with: ["repository": builder.workingDirectory]))
    }
    return calls
  }

  /// The calls for refs that a fetch or a pull writes in this repository.
  static func written(
    by refs: some Sequence<ShellArgument>, prunes: Bool, builder: CallBuilder
  ) -> [AgentPlanStep] {
    var calls: [AgentPlanStep] = []
    for word in refs {
      let ref = Ref(word)
      // With `--prune`, what the remote does not have is removed.
      guard let isForced = ref.isForced else {
        calls += discarding(nil, isCertain: false, builder: builder)
        continue
      }
      guard isForced || prunes, let to = ref.to, !to.isEmpty, !isCopy(to) else { continue }
      calls += discarding(to, isCertain: true, builder: builder)
    }
    return calls
  }
}

extension GitTools {
  /// `git fetch`, whose refs can replace and remove branches of this repository.
  static func fetch(_ form: ToolCommand) -> ToolCommand.Reading {
    { words, builder throws(ShellGap) in
      try builder.calls(of: form, words)
        + GitRefs.written(
          by: words.operands.dropFirst(), prunes: words.flags["prune"] == true, builder: builder)
    }
  }

  /// `git pull`, whose branch can be such a ref as well.
  static func pull(_ form: ToolCommand) -> ToolCommand.Reading {
    { words, builder throws(ShellGap) in
      try builder.calls(of: form, words)
        + GitRefs.written(by: words.operands.dropFirst(), prunes: false, builder: builder)
    }
  }

  /// `git remote add` of another machine. A repository of this machine could be this one.
  static func addRemote(_ form: ToolCommand) -> ToolCommand.Reading {
    { words, builder throws(ShellGap) in
      let calls = try builder.calls(of: form, words)
      guard let url = words.operands.last?.plainText, url.contains(":"), !GitRefs.isLocal(url)
      else { throw ShellGap("it adds a repository that may be on this machine as a remote") }
      return calls
    }
  }
}
