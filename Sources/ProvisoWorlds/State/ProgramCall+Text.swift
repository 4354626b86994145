import ProvisoKernel
import ProvisoLanguage

extension ProgramCall {
  /// The call as text, with long arguments shortened and references shown as `…`.
  func text(in model: WorldModel) -> String {
    var parts: [String] = []
    if case .map(let members) = arguments {
      parts = members.map { "\($0.name): \(Self.short($0.value))" }
    } else if case .constant(.map(let members)) = arguments {
      parts = members.sorted { $0.key < $1.key }.map {
        "\($0.key): \(Self.short(.constant($0.value)))"
      }
    }
    let written = "\(tool)(\(parts.joined(separator: ", ")))"
    return name.hasPrefix(tool) ? written + name.dropFirst(tool.count) : "\(name): \(written)"
  }

  private static let longestText = 40

  private static func short(_ value: BoundValue) -> String {
    guard case .constant(let constant) = value else { return "…" }
    let text = constant.description
    return text.count <= longestText ? text : text.prefix(longestText - 1) + "…"
  }
}
