import ProvisoKernel
import ProvisoLanguage

/// Finds values in a `where` that nothing meets which are most likely misspelt: a constant text that no
/// object has as the attribute, where some object has nearly the same.
struct NearValues {
  let universe: any Universe

  /// The most edits between two texts of which one is taken for a misspelling of the other.
  private static let mostEdits = 2
  /// The shortest text that is taken for a misspelling.
  private static let shortest = 5

  /// The first such value as a question: "did you mean `aws_s3_bucket` for `aws_s3_buckett`?"; `nil` if
  /// there is none.
  func question(about condition: Expression) -> String? {
    var stack = [condition]
    var seen: Set<ObjectIdentifier> = []
    while let top = stack.popLast() {
      guard seen.insert(ObjectIdentifier(top)).inserted else { continue }
      if case .compare(let comparison, let a, let b) = top.kind {
        switch comparison {
        case .equal:
          if let found = near(a, b) ?? near(b, a) { return found }
        case .in:
          if let found = near(b, a) { return found }
        default: break
        }
      }
      top.kind.forEachPart { stack.append($0) }
    }
    return nil
  }

  /// The question about the texts of one operand, which the other compares with an attribute.
  private func near(_ constants: Expression, _ read: Expression) -> String? {
    guard case .attribute(let object, let attribute) = read.kind,
      case .entity(let entity) = object.type
    else { return nil }
    let values = texts(of: attribute, entity)
    for text in texts(constants) where text.count >= Self.shortest && !values.contains(text) {
      guard let other = Suggestion.nearest(to: text, among: values),
        Suggestion.distance(Array(text), Array(other)) <= Self.mostEdits
      else { continue }
      return "did you mean `\(other)` for `\(text)`?"
    }
    return nil
  }

  /// The constant texts of an expression or of the elements of a list.
  private func texts(_ constants: Expression) -> [String] {
    let values: [Value] =
      switch constants.kind {
      case .constant(.list(let elements)): elements
      case .constant(let value): [value]
      case .list(let parts):
        parts.compactMap { if case .constant(let value) = $0.kind { value } else { nil } }
      default: []
      }
    return values.compactMap { if case .string(let text) = $0 { text.string } else { nil } }
  }

  /// The texts that objects of an entity have as an attribute before the first step, in order.
  private func texts(of attribute: Int, _ entity: Int) -> [String] {
    let schema = universe.schema
    let start = Situation(
      moment: Moment(initialOf: universe.system), world: FlagValues(), unknowns: [:])
    var out: Set<String> = []
    for index in schema.collections.indices where schema.collections[index].entity == entity {
      for object in universe.objects(in: index) {
        let masked = universe.value(attribute, of: object, in: start)
        if !masked.mask.hidesAnything, case .string(let text) = masked.value {
          out.insert(text.string)
        }
      }
    }
    return out.sorted()
  }
}
