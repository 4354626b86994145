import ProvisoKernel
import ProvisoResult

/// Lists of what specs demand.
public struct SpecsReport: Sendable {
  /// Makes a writer of lists.
  public init() {}

  // MARK: Text

  /// The properties, file by file, for a terminal.
  public func text(_ specs: [SpecSummary]) -> String {
    specs.map { spec in
      let count = spec.properties.count
      var out = "\(spec.path): \(count) \(count == 1 ? "property" : "properties")\n"
      out += Self.indented(spec.documentation, by: "")
      if let world = spec.world {
        out += "\n  world \(world.name)\n"
        for line in Self.happenings(world) { out += "    \(line)\n" }
      }
      for property in spec.properties {
        out += "\n  \(property.name)  (\(property.severity.rawValue), \(property.moment))\n"
        out += "    \(property.title)\n"
        out += "    \(property.location.path):\(property.location.line)\n"
        out += Self.indented(property.documentation, by: "    ")
        if let because = property.because { out += "    because: \(because)\n" }
        if let reference = property.reference { out += "    see: \(reference)\n" }
        if !property.tags.isEmpty { out += "    tags: \(property.tags.joined(separator: ", "))\n" }
      }
      return out
    }.joined(separator: "\n")
  }

  /// What can happen in a world, and by whom.
  private static func happenings(_ world: WorldSummary) -> [String] {
    world.actions.map { "action \($0)" }
      + (world.agents.isEmpty
        ? ["no agents: anyone may do anything"] : world.agents.map { "agent \($0)" })
  }

  private static func indented(_ text: String, by indent: String) -> String {
    guard !text.isEmpty else { return "" }
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "\n" : "\(indent)\($0)\n" }.joined()
  }

  // MARK: Markdown

  /// The properties as a page.
  public func markdown(_ specs: [SpecSummary]) -> String {
    specs.map { spec in
      var parts = ["## \(Self.plain(spec.path))"]
      if !spec.documentation.isEmpty { parts.append(spec.documentation) }
      if let world = spec.world {
        parts.append("World `\(world.name)`:")
        parts.append(Self.happenings(world).map { "- `\($0)`" }.joined(separator: "\n"))
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

  /// Text of which Markdown makes nothing else.
  private static func plain(_ text: String) -> String {
    var out = ""
    for character in text {
      if "\\`*_{}[]<>#|".contains(character) { out.append("\\") }
      out.append(character)
    }
    return out
  }

  // MARK: JSON

  /// The properties as one object.
  public func json(_ specs: [SpecSummary]) -> String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("schema", "proviso.specs/1")
      writer.member("specs") { $0.list(specs) { write($1, &$0) } }
    }
    return writer.text + "\n"
  }

  private func write(_ spec: SpecSummary, _ writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("name", spec.name)
      writer.member("path", spec.path)
      writer.member("documentation", spec.documentation)
      if let world = spec.world {
        writer.member("world") { writer in
          writer.object { writer in
            writer.member("name", world.name)
            writer.member("actions") { $0.list(world.actions) { $0.raw(Value.quoted($1)) } }
            writer.member("agents") { $0.list(world.agents) { $0.raw(Value.quoted($1)) } }
          }
        }
      }
      writer.member("properties") { $0.list(spec.properties) { write($1, &$0) } }
    }
  }

  private func write(_ property: PropertySummary, _ writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("name", property.name)
      writer.member("title", property.title)
      writer.member("severity", property.severity.rawValue)
      writer.member("kind", property.kind)
      writer.member("timing", property.timing.rawValue)
      writer.member("documentation", property.documentation)
      writer.member("because", property.because)
      writer.member("reference", property.reference)
      writer.member("tags") { $0.list(property.tags) { $0.raw(Value.quoted($1)) } }
      writer.member("spec") { writer in
        writer.object {
          $0.member("path", property.location.path)
          $0.member("line", property.location.line)
          $0.member("column", property.location.column)
        }
      }
    }
  }
}
