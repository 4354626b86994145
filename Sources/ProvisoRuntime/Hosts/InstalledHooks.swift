import JSON

/// The hooks that a host's file names.
package enum InstalledHooks {
  /// The commands that the host runs before a call, in their order.
  ///
  /// - Throws: `HookEvent.Mistake` if the file is no JSON object.
  package static func commands(
    in bytes: [UInt8], of host: HookHost
  ) throws(HookEvent.Mistake) -> [String] {
    let root: JSONValue
    do throws(JSONError) {
      root = try JSONDocument(bytes: bytes).root
    } catch {
      throw HookEvent.Mistake(message: "not JSON: \(error.message)")
    }
    guard root.kind == .object else {
      throw HookEvent.Mistake(message: "expected an object, found \(root.kindDescription)")
    }
    var out: [String] = []
    guard let hooks = root["hooks"] else { return [] }
    for event in hooks.members where host.moment(event.key.string) == .before {
      for group in event.value.elements {
        guard let own = group["hooks"] else { continue }
        out += own.elements.compactMap { $0["command"]?.string }
      }
    }
    return out
  }
}
