import Foundation

/// The mutants of a JSON document: each value replaced by a value of each type, and each member and
/// element removed, one at a time.
struct JSONMutants {
  /// A place in a document.
  enum Part: Hashable {
    case member(String)
    case element(Int)
  }

  /// The text that replaces the value at a place, as JSON text; nil if it is removed.
  static let changes: [String?] = [
    nil, "null", "true", "false", "0", "-1", "1e400", "\"\"", "\"x\"", "[]", "{}",
    "\"" + String(repeating: "x", count: 20_000) + "\"",
  ]

  private let root: Any
  /// Every place of the document but the whole.
  let places: [[Part]]

  init(_ text: String) throws {
    root = try JSONSerialization.jsonObject(with: Data(text.utf8))
    var places: [[Part]] = []
    Self.collect(root, at: [], into: &places)
    self.places = places
  }

  /// The number of mutants.
  var count: Int { places.count * Self.changes.count }

  /// A mutant by its number: where it differs, how, and its text.
  func mutant(_ number: Int) throws -> (place: [Part], change: String?, text: String) {
    let place = places[number / Self.changes.count]
    let change = Self.changes[number % Self.changes.count]
    let mark = "\u{10FFFF}mutant"
    let changed = Self.replace(root, at: place[...], by: change.map { _ in mark })
    let data = try JSONSerialization.data(withJSONObject: changed, options: [.sortedKeys])
    let text = String(decoding: data, as: UTF8.self)
    return (place, change, text.replacing("\"\(mark)\"", with: change ?? ""))
  }

  /// A place as a path with `#` for each index.
  static func path(_ place: [Part]) -> String {
    place.map { part in
      switch part {
      case .member(let name): name
      case .element: "#"
      }
    }.joined(separator: ".")
  }

  private static func collect(_ value: Any, at place: [Part], into places: inout [[Part]]) {
    if !place.isEmpty { places.append(place) }
    if let members = value as? [String: Any] {
      for (name, member) in members.sorted(by: { $0.key < $1.key }) {
        collect(member, at: place + [.member(name)], into: &places)
      }
    } else if let elements = value as? [Any] {
      for (index, element) in elements.enumerated() {
        collect(element, at: place + [.element(index)], into: &places)
      }
    }
  }

  private static func replace(_ value: Any, at place: ArraySlice<Part>, by other: Any?) -> Any {
    let rest = place.dropFirst()
    switch place.first {
    case .member(let name):
      guard var members = value as? [String: Any], let inner = members[name] else { return value }
      members[name] = rest.isEmpty ? other : replace(inner, at: rest, by: other)
      return members
    case .element(let index):
      guard var elements = value as? [Any] else { return value }
      if !rest.isEmpty {
        elements[index] = replace(elements[index], at: rest, by: other)
      } else if let other {
        elements[index] = other
      } else {
        elements.remove(at: index)
      }
      return elements
    case nil: return value
    }
  }
}
