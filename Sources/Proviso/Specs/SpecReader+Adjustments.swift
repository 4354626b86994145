import ProvisoInput
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult
import ProvisoSyntax

/// Applies what the caller changes of the specs, and reports what cannot be applied.
extension SpecReader {
  /// The values from outside for every file.
  var given: GivenValues {
    var given = GivenValues()
    given.today = today
    given.fillsGaps = fillsGaps
    for variable in adjustments.variables {
      given.variables[variable.name] = GivenValues.Variable(
        text: variable.text, origin: variable.origin)
    }
    return given
  }

  /// The values from outside for the files of packs.
  var givenToPacks: GivenValues {
    var given = given
    for setting in adjustments.conventions {
      given.constants[setting.name] =
        setting.isExtending ? .extending(setting.value.asList) : .replacing(setting.value)
    }
    return given
  }

  /// The values that loaded files use, each once.
  func values(
    of loaded: [(spec: LoadedSpec, isBuiltIn: Bool)]
  ) throws(InputError) -> [OutsideValue] {
    var out: [OutsideValue] = []
    var mistakes: [String] = []
    func add(_ entry: ValueUse.Entry, _ kind: OutsideValue.Kind, in sources: SourceSet) {
      let value = OutsideValue(
        kind: kind, name: entry.name, json: entry.value.description, isGiven: entry.isGiven,
        location: ResultLocation(sources.location(of: entry.span)))
      if !out.contains(value) { out.append(value) }
    }
    func add(_ replacement: ValueUse.Replacement, in sources: SourceSet) {
      let json =
        switch replacement.content {
        case .value(let value): value.description
        case .body(let span): Value.quoted(sources.text(of: span))
        }
      let value = OutsideValue(
        kind: .convention, name: replacement.name, json: json, isGiven: true,
        location: ResultLocation(sources.location(of: replacement.span)))
      if !out.contains(value) { out.append(value) }
    }
    for (spec, isBuiltIn) in loaded {
      for entry in spec.values.variables { add(entry, .variable, in: spec.sources) }
      guard isBuiltIn else { continue }
      for entry in spec.values.constants where entry.isGiven {
        add(entry, .convention, in: spec.sources)
      }
      for replacement in spec.values.replacements { add(replacement, in: spec.sources) }
      for mistake in spec.values.mistakes {
        let text = Self.text(mistake, of: adjustments.conventions, in: spec.sources)
        if !mistakes.contains(text) { mistakes.append(text) }
      }
    }
    if loaded.contains(where: { $0.spec.values.usesToday }) {
      out.append(
        OutsideValue(
          kind: .today, name: "today", json: Value.quoted(today.description), isGiven: true,
          location: nil))
    }
    mistakes += unknownConventions(
      among: loaded.filter(\.isBuiltIn).flatMap { $0.spec.values.constants.map(\.name) })
    mistakes += unknownVariables(among: loaded.flatMap { $0.spec.values.variables.map(\.name) })
    guard mistakes.isEmpty else { throw InputError(mistakes) }
    return out
  }

  private static func text(
    _ mistake: ValueUse.Mistake, of settings: [ConventionSetting], in sources: SourceSet
  ) -> String {
    let setting = settings.last { $0.name == mistake.name }
    let location = sources.location(of: mistake.span)
    let found =
      setting.map { ($0.isExtending ? "the added elements " : "") + $0.value.description } ?? ""
    return position(setting?.location)
      + "`\(mistake.name)` is \(mistake.expected) (\(location.path):\(location.line)), found \(found)"
  }

  private func unknownConventions(among names: [String]) -> [String] {
    adjustments.conventions.filter { $0.isRequired && !names.contains($0.name) }.map { setting in
      Self.position(setting.location)
        + "no pack of this check has a `let \(setting.name)`" + Self.meant(setting.name, names)
    }
  }

  /// The messages about values for a `var` that no spec declares.
  func unknownVariables(among names: [String]) -> [String] {
    adjustments.variables.filter { $0.isRequired && !names.contains($0.name) }.map { setting in
      "\(setting.origin): "
        + (setting.origin == "--const" ? "no world declares a `const " : "no spec declares a `var ")
        + "\(setting.name)`"
        + Self.meant(setting.name, names)
    }
  }

  // MARK: Rules

  /// Applies the settings of rules.
  ///
  /// - Returns: the files with the rules that are left, and what was changed.
  func applyingRules(
    to files: [LoadedSpecs.CheckedFile]
  ) throws(InputError) -> ([LoadedSpecs.CheckedFile], [RuleAdjustment]) {
    guard !adjustments.rules.isEmpty else { return (files, []) }
    let properties = files.flatMap(\.spec.properties)
    var mistakes: [String] = []
    var settings: [String: RuleSetting] = [:]
    for setting in adjustments.rules {
      guard let property = properties.first(where: { $0.name == setting.rule }) else {
        guard setting.isRequired else { continue }
        mistakes.append(
          Self.position(setting.location) + "no spec of this check has a rule `\(setting.rule)`"
            + Self.meant(setting.rule, properties.map(\.name)))
        continue
      }
      if !setting.exclude.isEmpty || !setting.onlyTypes.isEmpty,
        Waivers.binders(of: property).isEmpty
      {
        mistakes.append(
          Self.position(setting.location)
            + "`\(setting.rule)` has one instance, about all objects together, so no object of it can be excluded; "
            + "turn it off, or waive it until a day")
        continue
      }
      settings[setting.rule] = setting
    }
    guard mistakes.isEmpty else { throw InputError(mistakes) }
    let adjusted = files.map { file in
      LoadedSpecs.CheckedFile(
        spec: file.spec.replacing(
          file.spec.properties.compactMap { property in
            guard let setting = settings[property.name] else { return property }
            return setting.isOff ? nil : Self.adjusted(property, by: setting)
          }), sources: file.sources, isBuiltIn: file.isBuiltIn)
    }
    let applied = adjustments.rules.filter { settings[$0.rule] != nil }.map { setting in
      RuleAdjustment(
        rule: setting.rule, isOff: setting.isOff, severity: setting.severity,
        exclude: setting.exclude, onlyTypes: setting.onlyTypes, because: setting.because,
        location: setting.location)
    }
    return (adjusted, applied)
  }

  private static func adjusted(_ property: Property, by setting: RuleSetting) -> Property {
    var property = property
    if let severity = setting.severity { property.severity = severity }
    if !setting.exclude.isEmpty || !setting.onlyTypes.isEmpty {
      property.scope = InstanceScope(
        excluded: setting.exclude.map(NamePattern.init), types: Set(setting.onlyTypes))
    }
    return property
  }

  // MARK: Messages

  private static func position(_ location: ResultLocation?) -> String {
    guard let location else { return "" }
    return InputError.position(location.path, line: location.line, column: location.column)
  }

  private static func meant(_ name: String, _ names: [String]) -> String {
    Suggestion.nearest(to: name, among: names).map { "; did you mean `\($0)`?" } ?? ""
  }
}
