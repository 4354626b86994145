import ProvisoEngine
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult

/// Keeps secrets out of what a report tells of a run.
///
/// A value of the input that is marked is never printed. A value that the solver picked for an unknown
/// is printed only if no secret could have had a part in it. As a second wall, no printed value has a
/// secret of the input in it, whatever it came from.
extension OrderReplay {
  /// Whether no value that the solver picked in a run is printed: the property reads a secret, or an
  /// unknown that is secret itself has a part in the run.
  func hidesAll(in found: Counterexample) -> Bool {
    guard found.unknowns.keys.contains(where: { !store.unknowns[$0].isCondition }) else {
      return false
    }
    return secrets.any
      || found.unknowns.keys.contains { universe.isSensitive(store.unknowns[$0]) }
  }

  /// An unknown and its value for a report.
  func shown(_ unknown: Unknown, as value: Value, isHidden: Bool) -> Violation.UnknownValue {
    let isSecret =
      !unknown.isCondition && (isHidden || universe.isSensitive(unknown))
      || universe.containsSecret(value.description)
    return Violation.UnknownValue(
      value: screened(isHidden ? root(of: unknown).name : unknown.name),
      json: isSecret ? Value.quoted(Mask.hidden) : value.description,
      isSentence: unknown.isCondition)
  }

  /// The unknown that has no parent: the name of a member can be a secret.
  private func root(of unknown: Unknown) -> Unknown {
    var top = unknown
    while let parent = top.parent, store.unknowns.indices.contains(parent.unknown) {
      top = store.unknowns[parent.unknown]
    }
    return top
  }

  /// The run as data; `nil` if it has a value that must not be shown.
  func recorded(_ frame: [Symbol], in found: Counterexample) -> RecordedRun? {
    let values = frame.map { if case .value(let value) = $0 { value } else { Value.null } }
    let constants = values.filter { $0.kind != .object && !$0.isNull }
    guard !hidesAll(in: found), constants.isEmpty || !secrets.any else { return nil }
    let all = found.model.merging(found.unknowns) { $1 }
    guard !all.keys.contains(where: { universe.isSensitive(store.unknowns[$0]) }) else {
      return nil
    }
    var unknowns: [String: Value] = [:]
    for (index, value) in all { unknowns[store.unknowns[index].name] = value }
    let texts = constants.map(\.description) + unknowns.flatMap { [$0.key, $0.value.description] }
    guard !texts.contains(where: universe.containsSecret) else { return nil }
    return RecordedRun(
      property: property.name, values: values, steps: .order(found.run, events: found.events),
      unknowns: unknowns)
  }

  /// A reason for a report.
  func told(_ reason: String) -> String {
    guard secrets.any else { return universe.containsSecret(reason) ? Mask.hidden : reason }
    var text = reason
    for unknown in store.unknowns where unknown.parent != nil {
      text = text.replacing(unknown.name, with: root(of: unknown).name)
    }
    return universe.containsSecret(text) ? Mask.hidden : text
  }

  /// A printed value, or the word for a secret where it has one in it.
  func screened(_ text: String) -> String {
    universe.containsSecret(text) ? Mask.hidden : text
  }

  func printed(_ value: MaskedValue) -> String {
    let text = value.mask.print(value.value)
    if universe.containsSecret(text) { return Value.quoted(Mask.hidden) }
    // Text with a masked part is no longer JSON.
    return value.mask.hidesAnything ? Value.quoted(text) : text
  }

  /// A moment of a run as a person reads it: an unknown without a value is told as one, and a secret
  /// value has a word in its place.
  func telling(_ moment: Moment, of found: Counterexample) -> Situation {
    concealing(moment, of: found).forMessages(universe.unknownWords)
  }

  /// A moment of a run in which a word stands for each unknown whose value must not be printed.
  func concealing(_ moment: Moment, of found: Counterexample) -> Situation {
    var told = values(found)
    let conditions = Set(
      found.unknowns.keys.map { store.unknowns[$0] }.filter(\.isCondition).map(\.name))
    let isHidden = hidesAll(in: found)
    for name in told.keys where !conditions.contains(name) {
      if isHidden || universe.isSensitive(Unknown(name: name)) {
        told[name] = .string(Text(Mask.hidden))
      }
    }
    return Situation(moment: moment, world: found.run.world, unknowns: told)
  }
}
