/// A file of the page, which is the same for everybody.
struct PlayFile: Sendable {
  let path: String
  let bytes: [UInt8]
  let type: String

  private static func script(_ path: String, _ bytes: [UInt8]) -> PlayFile {
    PlayFile(path: path, bytes: bytes, type: "text/javascript; charset=utf-8")
  }

  static let all = [
    PlayFile(path: "/", bytes: PackageResources.play_html, type: "text/html; charset=utf-8"),
    PlayFile(path: "/play.css", bytes: PackageResources.play_css, type: "text/css; charset=utf-8"),
    script("/play.js", PackageResources.play_js),
    script("/editor.js", PackageResources.editor_js),
    script("/graph.js", PackageResources.graph_js),
    script("/lessons.js", PackageResources.lessons_js),
    script("/markdown.js", PackageResources.markdown_js),
    script("/server.js", PackageResources.server_js),
    script("/tabs.js", PackageResources.tabs_js),
  ]
}
