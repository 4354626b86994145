import ProvisoKernel
import ProvisoResult

/// The fields about changed rules and about values from outside.
extension ResultFields {
  static let rule = JSONObjectForm<(adjustment: RuleAdjustment, excluded: Int)>(
    "rule", description: "What the settings change of a rule.",
    fields: [
      .init("name", .text, value: \.adjustment.rule),
      .init(
        "off", .flag, value: \.adjustment.isOff, description: "Whether it was not judged at all."),
      .init(
        "severity", .nullable(.word), value: \.adjustment.severity,
        description: "The severity instead of its own."),
      .init(
        "exclude", .list(of: .text), value: \.adjustment.exclude,
        description: "Instances about these objects were not judged."),
      .init(
        "only_types", .list(of: .text), value: \.adjustment.onlyTypes,
        description:
          "Only instances about an object of these types were judged; empty for all types."),
      .init(
        "excluded", .count, value: \.excluded,
        description: "The number of instances that were not judged."),
      .init("because", .text, value: \.adjustment.because),
      .init("setting", .nullable(.object(location)), value: \.adjustment.location),
    ])

  static let outsideValue = JSONObjectForm<OutsideValue>(
    "value", description: "A value from outside of the specs.",
    fields: [
      .init(
        "kind", .word, value: \.kind,
        description:
          "variable, a `var` of a spec; convention, a `let`, `table` or `define` of a pack (a `define` as its text); today, the date of the check."
      ),
      .init("name", .text, value: \.name),
      .init("value", .json, value: \.json),
      .init(
        "given", .flag, value: \.isGiven, description: "Whether it was given; else the default."),
      .init("spec", .nullable(.object(location)), value: \.location),
    ])
}
