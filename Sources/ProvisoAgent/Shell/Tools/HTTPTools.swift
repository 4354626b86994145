import ProvisoKernel
import ProvisoPlans

/// The command lines of curl and wget.
enum HTTPTools {
  private static let request = ShellTool(
    "http_request",
    [("method", .text), ("url", .entity("Endpoint")), ("body", .text), ("insecure", .bool)])

  static func curl(_ form: ToolCommand) -> ToolCommand.Reading { readCurl }

  static func wget(_ form: ToolCommand) -> ToolCommand.Reading {
    { words, builder throws(ShellGap) in
      let post = words.values["raw"]
      return try requests(
        to: words.operands, method: post == nil ? ShellArgument("GET") : ShellArgument("POST"),
        body: post.map { CallBuilder.joined($0) }, words: words,
        savesByName: words.values["output"] == nil, into: &builder)
    }
  }

  @Sendable private static func readCurl(
    _ words: ToolArguments, into builder: inout CallBuilder
  ) throws(ShellGap) -> [AgentPlanStep] {
    // `%output{file}` writes a file.
    guard
      (words.values["format"] ?? []).allSatisfy({ word in
        word.text.map { !$0.contains("%output") && !$0.hasPrefix("@") } ?? false
      })
    else { throw ShellGap("its format of the output is unknown or names a file") }
    guard
      (words.values["header"] ?? []).allSatisfy({ $0.isOption != nil && $0.text?.first != "@" })
    else { throw ShellGap("its headers are unknown or come from a file") }
    builder.assumptions.append("curl's configuration files do not change what it does")
    var parts: [AgentPlanValue] = (words.values["raw"] ?? []).map(\.value)
    for body in (words.values["body"] ?? []) + (words.values["form"] ?? []) {
      parts.append(try part(body, into: &builder))
    }
    if let upload = words.values["upload"]?.last {
      parts.append(try file(upload, into: &builder))
    }
    // Computed data in a header is sent as well, so it counts as part of the body.
    parts += (words.values["header"] ?? []).map(\.value).filter { $0.constant == nil }
    let isGet = words.flags["get"] ?? false
    let hasBody = words.values["body"] != nil || words.values["raw"] != nil
    let usual =
      (words.flags["head"] ?? false)
      ? "HEAD"
      : words.values["upload"] != nil
        ? "PUT" : (hasBody && !isGet) || words.values["form"] != nil ? "POST" : "GET"
    return try requests(
      to: (words.values["url"] ?? []) + words.operands,
      method: words.values["method"]?.last ?? ShellArgument(usual),
      body: parts.isEmpty ? nil : CallBuilder.joined(parts), words: words,
      savesByName: words.flags["remote_name"] ?? false, into: &builder)
  }

  /// A part of a body: a text or, with an `@` or `<`, the content of a file.
  private static func part(
    _ body: ShellArgument, into builder: inout CallBuilder
  ) throws(ShellGap) -> AgentPlanValue {
    guard let text = body.text else {
      guard body.isOption != nil || body.value.sources.isEmpty == false else {
        throw ShellGap("the data that it sends is unknown and could name a file")
      }
      return body.value
    }
    guard let sign = text.utf8.firstIndex(where: { "@<".utf8.contains($0) }) else {
      return body.value
    }
    // In a text that is not JSON, an `@` or `<` can refer to a file: `@f`, `name=@f`, `name@f`.
    guard sign == text.startIndex else {
      return text.utf8.first.map { "{[\"".utf8.contains($0) } == true ? body.value : .unknown
    }
    let path = String(text[text.utf8.index(after: sign)...])
    if path == "-" { return builder.inputValue ?? .constant(.string("")) }
    return try file(ShellArgument(path), into: &builder)
  }

  private static func file(
    _ path: ShellArgument, into builder: inout CallBuilder
  ) throws(ShellGap) -> AgentPlanValue {
    let name = builder.newIdentifier()
    builder.before.append(
      builder.call(FileTools.read, with: ["path": try builder.value(of: path, as: .path)], id: name)
    )
    return .written(from: [name])
  }

  /// The address of a request in its usual spelling.
  private static func address(
    _ url: ShellArgument, uploads: Bool, builder: CallBuilder
  ) throws(ShellGap) -> AgentPlanValue {
    guard let text = url.plainText else {
      return try builder.value(of: url, as: .entity("Endpoint"))
    }
    // Without a scheme, curl takes it from the name of the host: `ftp.example.com`.
    let guessed = ["dict.", "ftp.", "imap.", "ldap.", "pop3.", "smtp."]
    guard !guessed.contains(where: text.lowercased().hasPrefix) else {
      throw ShellGap("its URL has an unusual form")
    }
    if let address = WebAddress(text) { return .constant(.string(Text(address.text))) }
    // Other schemes send commands: `gopher`, `dict`, `telnet`, `smtp`, `ftp` with `-Q`.
    guard text.lowercased().hasPrefix("file://"), !uploads else {
      throw ShellGap("its URL has an unusual form")
    }
    return try builder.value(of: url, as: .entity("Endpoint"))
  }

  /// The name of the file in which `curl -O` saves what a URL leads to: the end of its path. `nil` if that is not
  /// plain.
  private static func savedName(of url: ShellArgument) -> String? {
    guard let text = url.plainText, let scheme = text.firstRange(of: "://") else { return nil }
    let path = text[scheme.upperBound...].prefix { !"?#".contains($0) }
    guard let slash = path.lastIndex(of: "/") else { return nil }
    let name = path[slash...].dropFirst()
    guard !name.isEmpty, ![".", ".."].contains(name),
      name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) })
    else { return nil }
    return String(name)
  }

  private static func requests(
    to urls: [ShellArgument], method: ShellArgument, body: AgentPlanValue?, words: ToolArguments,
    savesByName: Bool, into builder: inout CallBuilder
  ) throws(ShellGap) -> [AgentPlanStep] {
    guard !urls.isEmpty else { throw ShellGap.missingOperand }
    builder.assumptions.append("hosts with different names are different servers")
    var calls: [AgentPlanStep] = []
    for url in urls {
      if let text = url.text, text.utf8.contains(where: { "{}[]".utf8.contains($0) }) {
        throw ShellGap("its URL is a pattern")
      }
      let name = builder.newIdentifier()
      calls.append(
        builder.call(
          request,
          with: [
            "method": try builder.value(of: method, as: .text),
            "url": try address(url, uploads: words.values["upload"] != nil, builder: builder),
            "body": body ?? .constant(.string("")),
            "insecure": .constant(.bool(words.flags["insecure"] ?? false)),
          ], id: name))
      // The first URL takes the first output, and so on. Which one takes none is not determined.
      var outputs: [AgentPlanValue] = []
      for output in words.values["output"] ?? [] where !["-", "/dev/null"].contains(output.text) {
        outputs.append(try builder.value(of: output, as: .path))
      }
      if savesByName {
        outputs.append(
          try savedName(of: url).map { (name) throws(ShellGap) in
            try builder.value(of: ShellArgument(name), as: .path)
          } ?? .unknown)
      }
      for path in outputs {
        calls.append(
          builder.call(
            FileTools.write,
            with: [
              "path": path, "append": .constant(.bool(false)), "content": .written(from: [name]),
            ]))
      }
    }
    return calls
  }
}
