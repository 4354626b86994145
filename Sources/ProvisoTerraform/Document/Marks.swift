import JSON
import ProvisoKernel

/// Marks of a value: `after_unknown`, `before_sensitive`, `after_sensitive` and `sensitive_values`.
///
/// Marks have the shape of their value, with `true` in place of a marked part. Terraform leaves
/// `false` out of objects, but not out of lists. Marks of another shape could hide an unknown or show
/// a secret, so they are an error.
extension JSONValue {
  /// Reads the marks of a value; nil if there are none.
  ///
  /// - Parameters:
  ///   - value: the value that the marks belong to; nil or `null` if it is not in the plan.
  /// - Throws: at the first mark that does not have the shape of its value.
  func marks(
    _ name: StaticString, of value: JSONValue?, at path: @autoclosure () -> String
  ) throws(TerraformPlanError) -> JSONValue? {
    guard let marks = self[name] else { return nil }
    // Terraform writes `false` for an output whatever its value is.
    if marks.kind == .bool { return marks }
    var open: [(mark: JSONValue, value: JSONValue?)] = [(marks, value)]
    while let (mark, value) = open.popLast() {
      let value = value.flatMap { $0.isNull ? nil : $0 }
      switch (mark.kind, value?.kind) {
      case (.bool, .object), (.bool, .array):
        guard mark.bool == false else { continue }
        throw mark.mismatch("\(path()).\(name)", expected: Self.expected(value))
      case (.bool, _), (.object, nil): continue
      case (.object, .object):
        for (key, member) in mark.members where member.bool != true {
          open.append((member, value?[key.string]))
        }
      case (.array, nil), (.array, .array):
        let marks = Array(mark.elements)
        let elements = value.map { Array($0.elements) } ?? []
        // Before version 1.3, Terraform left unknown elements of sets out of `after`.
        guard marks.count >= elements.count else {
          throw mark.mismatch("\(path()).\(name)", expected: "\(elements.count) elements")
        }
        // Terraform does not leave `false` out of lists.
        for (index, part) in marks.enumerated() where part.kind != .bool {
          open.append((part, marks.count == elements.count ? elements[index] : nil))
        }
      case (.null, _), (.number, _), (.string, _):
        throw mark.mismatch("\(path()).\(name)", expected: "a Boolean, an object or an array")
      case (.object, _), (.array, _):
        throw mark.mismatch("\(path()).\(name)", expected: Self.expected(value))
      }
    }
    return marks
  }

  private static func expected(_ value: JSONValue?) -> String {
    switch value?.kind {
    case .object: "an object like the marked value"
    case .array: "an array like the marked value"
    default: "true or false"
    }
  }

  /// These marks of a value as a mask. Marks of another shape than the value hide all of it.
  ///
  /// The document's depth limit bounds the recursion.
  func mask(of value: JSONValue?) -> Mask {
    guard hasTrue else { return .none }
    let value = value.flatMap { $0.isNull ? nil : $0 }
    switch (kind, value?.kind) {
    case (.bool, _): return .all
    case (.object, .object), (.object, nil):
      var out: [Text: Mask] = [:]
      for (key, mark) in members where mark.hasTrue {
        out[Text(key.string)] = mark.mask(of: value?[key.string])
      }
      return .map(out)
    case (.array, .array), (.array, nil):
      let elements = value.map { Array($0.elements) }
      guard elements == nil || elements?.count == count else { return .all }
      return .list(
        self.elements.enumerated().map { index, mark in mark.mask(of: elements?[index]) })
    default: return .all
    }
  }
}
