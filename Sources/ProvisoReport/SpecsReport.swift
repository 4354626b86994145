import JSONOutput
import ProvisoKernel
import ProvisoResult

/// Lists of the properties of specs.
package struct SpecsReport: Sendable {
  /// Makes a report.
  package init() {}

  // MARK: Text

  /// Lists the properties of each file for a terminal.
  package func text(_ specs: [SpecSummary]) -> String {
    specs.map { spec in
      let count = spec.properties.count
      var out = "\(spec.path.printable): \(count) \(count == 1 ? "property" : "properties")\n"
      out += Self.indented(spec.documentation, by: "")
      if let world = spec.world {
        out += "\n  world \(world.name)\n"
        for line in Self.actionsAndAgents(of: world) { out += "    \(line.printable)\n" }
      }
      for property in spec.properties {
        out += "\n  \(property.name)  (\(property.severity.rawValue), \(property.moment))\n"
        out += "    \(property.title.printable)\n"
        out += "    \(property.location.path.printable):\(property.location.line)\n"
        out += Self.indented(property.documentation, by: "    ")
        if let because = property.because { out += "    because: \(because.printable)\n" }
        if let reference = property.reference { out += "    see: \(reference.printable)\n" }
        if !property.tags.isEmpty {
          out += "    tags: \(property.tags.joined(separator: ", ").printable)\n"
        }
      }
      return out
    }.joined(separator: "\n")
  }

  // MARK: Index

  /// Lists specs under a title, one a line: the path, the numbers of properties and actions, the tags, and the
  /// first sentence about it.
  package func index(_ specs: [SpecSummary], title: String) -> String {
    let width = specs.map(\.path.count).max() ?? 0
    return "\(title.printable)\n"
      + specs.map { spec in
        let padded = spec.path + String(repeating: " ", count: width - spec.path.count)
        let tags = spec.properties.flatMap(\.tags).reduce(into: [String]()) { all, tag in
          if !all.contains(tag) { all.append(tag) }
        }
        let facts = [Self.contents(of: spec)] + (tags.isEmpty ? [] : [tags.joined(separator: ", ")])
        return "  \(padded)  \(facts.joined(separator: "; "))\n"
          + Self.indented(Self.firstSentence(of: spec.documentation), by: "    ")
      }.joined()
  }

  private static func contents(of spec: SpecSummary) -> String {
    let count = spec.properties.count
    let properties = "\(count) \(count == 1 ? "property" : "properties")"
    guard let world = spec.world else { return properties }
    let actions = "\(world.actions.count) \(world.actions.count == 1 ? "action" : "actions")"
    return count == 0 ? actions : "\(properties), \(actions)"
  }

  private static func firstSentence(of text: String) -> String {
    let paragraph = text.split(separator: "\n\n", maxSplits: 1).first ?? ""
    let line = String(paragraph).replacing(["\n": " "])
    guard let end = line.firstRange(of: ". ") else { return String(line) }
    return String(line[..<end.lowerBound]) + "."
  }

  /// The actions of a world, and its agents with their permissions.
  private static func actionsAndAgents(of world: WorldSummary) -> [String] {
    world.actions.map { "action \($0)" }
      + (world.agents.isEmpty
        ? ["no agents: every action is permitted"] : world.agents.map { "agent \($0)" })
  }

  private static func indented(_ text: String, by indent: String) -> String {
    guard !text.isEmpty else { return "" }
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "\n" : "\(indent)\(String($0).printable)\n" }.joined()
  }

  // MARK: Markdown

  /// Lists the properties as a page in Markdown.
  package func markdown(_ specs: [SpecSummary]) -> String {
    specs.map { spec in
      var parts = ["## \(Self.plain(spec.path))"]
      if !spec.documentation.isEmpty { parts.append(spec.documentation) }
      if let world = spec.world {
        parts.append("World `\(world.name)`:")
        parts.append(Self.actionsAndAgents(of: world).map { "- `\($0)`" }.joined(separator: "\n"))
      }
      for property in spec.properties {
        parts.append("### \(Self.plain(property.title))")
        parts.append(
          "`\(property.name)` · **\(property.severity.rawValue)** · \(property.moment) · line \(property.location.line)"
        )
        if !property.documentation.isEmpty { parts.append(property.documentation) }
        if let because = property.because { parts.append("Because: \(Self.plain(because))") }
        if let reference = property.reference { parts.append("See <\(reference)>") }
        if !property.tags.isEmpty {
          parts.append("Tags: " + property.tags.map { "`\($0)`" }.joined(separator: ", "))
        }
      }
      return parts.joined(separator: "\n\n") + "\n"
    }.joined(separator: "\n")
  }

  /// Escapes the characters that are markup in Markdown.
  private static func plain(_ text: String) -> String {
    var out = ""
    for character in text {
      if "\\`*_{}[]<>#|".contains(character) { out.append("\\") }
      out.append(character)
    }
    return out
  }

  // MARK: JSON

  /// Lists the properties as one JSON object.
  package func json(_ specs: [SpecSummary]) -> String {
    var writer = JSONWriter()
    SpecFields.specs.write(specs, to: &writer)
    return writer.text + "\n"
  }
}
