/// The secret of a running page. Only a page that was opened with the printed address knows it, so no page
/// of another site and no other user of the machine can ask for a check.
struct PlayKey: Sendable {
  let text: String

  init() {
    var random = SystemRandomNumberGenerator()
    let signs = Array("abcdefghijkmnpqrstuvwxyz23456789")
    text = String((0..<26).map { _ in signs[Int.random(in: 0..<signs.count, using: &random)] })
  }

  /// Whether a text is the key. The time does not depend on where they differ.
  func isEqual(to other: String?) -> Bool {
    let (a, b) = (Array(text.utf8), Array((other ?? "").utf8))
    guard a.count == b.count else { return false }
    return zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
