/// A place in a JSON value, for tests that change one value after the other.
struct JSONPlace: Hashable {
  enum Part: Hashable {
    case key(String)
    case index(Int)
  }

  var parts: [Part]

  /// All places in a value, apart from the value itself.
  static func all(in value: Any) -> [JSONPlace] {
    var places: [JSONPlace] = []
    collect(value, at: [], into: &places)
    return places
  }

  private static func collect(_ value: Any, at path: [Part], into places: inout [JSONPlace]) {
    if !path.isEmpty { places.append(JSONPlace(parts: path)) }
    if let object = value as? [String: Any] {
      for key in object.keys.sorted() {
        collect(object[key] ?? "", at: path + [.key(key)], into: &places)
      }
    } else if let list = value as? [Any] {
      for (index, element) in list.enumerated() {
        collect(element, at: path + [.index(index)], into: &places)
      }
    }
  }

  /// The value with another one at this place; without the member or the element for `nil`.
  func replaced(in value: Any, by new: Any?) -> Any {
    Self.replace(value, parts[...], by: new) ?? value
  }

  private static func replace(_ value: Any, _ path: ArraySlice<Part>, by new: Any?) -> Any? {
    guard let first = path.first else { return new }
    let rest = path.dropFirst()
    switch first {
    case .key(let key):
      guard var object = value as? [String: Any], let old = object[key] else { return value }
      object[key] = replace(old, rest, by: new)
      return object
    case .index(let index):
      guard var list = value as? [Any], list.indices.contains(index) else { return value }
      if let element = replace(list[index], rest, by: new) {
        list[index] = element
      } else {
        list.remove(at: index)
      }
      return list
    }
  }
}
