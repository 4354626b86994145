/// The secrets in outputs, by their words.
struct SecretIndex: Sendable {
  struct Secret: Sendable {
    let text: String
    let words: [String]
    /// The call whose output has it.
    let call: Int
    /// Who may see it: an address, or `@` and a domain.
    let readers: [String]
  }

  private var byFirstWord: [String: [Secret]] = [:]
  private var seen: Set<String> = []

  var isEmpty: Bool { byFirstWord.isEmpty }

  mutating func add(_ text: String, of call: Int, for readers: [String]) {
    let words = TextWords.of(text).map(\.key)
    // A Boolean or a single sign says nothing.
    guard let first = words.first, words.joined().utf8.count >= 3,
      seen.insert("\(readers.joined(separator: " ")) \(words.joined(separator: " "))").inserted
    else { return }
    byFirstWord[first, default: []].append(
      Secret(text: text, words: words, call: call, readers: readers))
  }

  /// The secrets that a text contains.
  func found(in text: String) -> [Secret] {
    let words = TextWords.of(text).map(\.key)
    var found: [Secret] = []
    for (index, word) in words.enumerated() {
      for secret in byFirstWord[word] ?? []
      where words[index...].starts(with: secret.words) {
        found.append(secret)
      }
    }
    return found
  }

  /// Whether the reader at a sink may see a secret.
  static func may(_ reader: FlowValue, see secret: Secret) -> Bool {
    secret.readers.contains { allowed in
      if allowed.hasPrefix("@") {
        let domain = allowed.dropFirst().lowercased()
        return reader.keys.contains {
          $0.kind == .mail && $0.text.hasSuffix("@" + domain)
            || $0.kind == .host && ($0.text == domain || $0.text.hasSuffix("." + domain))
        }
      }
      let named = FlowValue.parts(of: OutputField(path: [], text: allowed))
      return named.count == 1
        && (!Set(named[0].lookups).isDisjoint(with: reader.lookups)
          || named[0].keys.isEmpty && reader.keys.isEmpty && named[0].words == reader.words)
    }
  }
}
