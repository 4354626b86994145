import Testing

/// No source can open a connection: none imports a module with a network, and none names a function
/// that makes a socket or that looks up users, for which the system can ask a server.
struct NetworkTests {
  private static let modules: Set<String> = [
    "FoundationNetworking", "Network", "NIO", "NIOCore", "NIOPosix", "CFNetwork", "AsyncHTTPClient",
    "FlyingFox", "FlyingSocks",
  ]
  /// The one folder that serves: the page that a user starts on the loopback address.
  private static let server = "Sources/LoopbackHTTP/"
  private static let names: Set<String> = [
    "socket", "socketpair", "getaddrinfo", "getpwuid", "getpwnam", "getgrgid", "gethostbyname",
    "attributesOfItem", "NSUserName", "URLSession", "URLRequest",
    "HTTPClient", "CFSocket", "NWConnection", "InputStream", "OutputStream", "SocketPort",
  ]

  @Test func noSourceOpensAConnection() {
    for file in House.sources {
      for (module, line) in file.imports where Self.modules.contains(module) {
        Issue.record("\(file.path):\(line) imports `\(module)`")
      }
      for word in file.words
      where Self.names.contains(word.text)
        && !(word.text == "socket" && file.path.hasPrefix(Self.server))
      {
        Issue.record("\(file.path):\(word.line) names `\(word.text)`")
      }
    }
  }

  /// Terraform runs with the user's consent, the hook of an agent's host and a second solver because the user
  /// asks for them to be tried, all through `ToolRun`; and the server that the user puts behind a proxy.
  @Test func fewSourcesStartPrograms() {
    let names: Set<String> = [
      "posix_spawn", "posix_spawnp", "vfork", "execv", "execve", "execvp", "popen",
      "dlopen",
      "NSTask", "Process", "cspawn_server", "ToolRun",
    ]
    let files = House.sources.filter { file in
      file.words.contains { names.contains($0.text) && !$0.isMember }
    }
    #expect(
      files.map(\.path) == [
        "Sources/ProvisoCommand/Evidence/SecondSolver.swift",
        "Sources/ProvisoCommand/SelftestCommand.swift",
        "Sources/ProvisoInput/ToolRun.swift",
        "Sources/ProvisoMCP/Proxy/ServerProcess.swift",
        "Sources/ProvisoTerraform/Input/TerraformTool.swift",
      ])
  }
}
