import JSONOutput
import ProvisoKernel
import ProvisoResult

/// The findings in the Static Analysis Results Interchange Format 2.1.0, which code hosts display.
///
/// A violation is a result of the kind `fail`, an undecided instance one of the kind `open`. A finding
/// that does not count has a suppression with its reason. Source: OASIS Standard SARIF 2.1.0.
package struct SARIFReport: ResultReport {
  package static let name = "sarif"
  package static let summary = "SARIF 2.1.0 for code scanning"
  package static let isJSON = true

  private let settings: ReportSettings

  /// Makes a report.
  package init(_ settings: ReportSettings) { self.settings = settings }

  /// Renders one run for each result.
  package func render(_ results: [CheckResult]) -> String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member(
        "$schema",
        "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
      )
      writer.member("version", "2.1.0")
      writer.member("runs") { writer in
        writer.list(results) { writer, result in writer.object { run(result, &$0) } }
      }
    }
    return writer.text + "\n"
  }

  private func run(_ result: CheckResult, _ writer: inout JSONWriter) {
    let findings = Finding.all(of: result, in: settings)
    var rules: [PropertyResult] = []
    var indices: [String: Int] = [:]
    for property in FindingOrder.sorted(result.properties) where indices[property.name] == nil {
      indices[property.name] = rules.count
      rules.append(property)
    }
    writer.member("tool") { writer in
      writer.object { writer in
        writer.member("driver") { writer in
          writer.object { writer in
            writer.member("name", "proviso")
            writer.member("semanticVersion", result.tool.version)
            writer.member("rules") { $0.list(rules) { rule($1, &$0) } }
          }
        }
      }
    }
    // Two plans of one commit have different categories, so that neither replaces the other.
    writer.member("automationDetails") { writer in
      writer.object { $0.member("id", "proviso/\(result.input.path.printable)/") }
    }
    writer.member("columnKind", "unicodeCodePoints")
    writer.member("results") { writer in
      writer.list(findings) { writer, finding in
        self.result(finding, index: indices[finding.property.name] ?? 0, in: result, &writer)
      }
    }
    writer.member("properties") { writer in
      writer.object { $0.member("verdict", result.verdict.rawValue) }
    }
  }

  private func rule(_ property: PropertyResult, _ writer: inout JSONWriter) {
    let title = property.title.printable
    var help = [title]
    help += [property.documentation, property.because ?? ""].filter { !$0.isEmpty }
    if let reference = property.reference { help.append("Reference: \(reference)") }
    let text = help.map(\.printableLines).joined(separator: "\n\n")
    writer.object { writer in
      writer.member("id", property.name)
      writer.member("name", property.name)
      writer.member("shortDescription") { $0.object { $0.member("text", title) } }
      writer.member("fullDescription") { writer in
        writer.object {
          $0.member(
            "text", property.documentation.isEmpty ? title : property.documentation.printableLines)
        }
      }
      writer.member("help") { $0.object { $0.member("text", text) } }
      if let reference = property.reference, let uri = Self.webAddress(reference) {
        writer.member("helpUri", uri)
      }
      writer.member("defaultConfiguration") { writer in
        writer.object { $0.member("level", Self.level(of: property.severity)) }
      }
      writer.member("properties") { writer in
        writer.object { writer in
          writer.member("security-severity", Self.score(of: property.severity))
          writer.member("severity", property.severity.rawValue)
          writer.member("tags") {
            $0.list(["security"] + property.tags.map(\.printable)) { $0.string($1) }
          }
        }
      }
    }
  }

  private func result(
    _ finding: Finding, index: Int, in result: CheckResult, _ writer: inout JSONWriter
  ) {
    writer.object { writer in
      writer.member("ruleId", finding.property.name)
      writer.member("ruleIndex", index)
      writer.member("kind", finding.kind == .violated ? "fail" : "open")
      writer.member(
        "level", finding.kind == .violated ? Self.level(of: finding.property.severity) : "none")
      writer.member("message") { $0.object { $0.member("text", finding.text.printableLines) } }
      writer.member("locations") { writer in
        writer.list([finding]) { self.location($1, &$0) }
      }
      if finding.object != nil {
        writer.member("relatedLocations") { writer in
          writer.list([finding.property.location]) { writer, location in
            writer.object { writer in
              writer.member("id", 1)
              writer.member("message") { $0.object { $0.member("text", "the rule") } }
              physical(location, &writer)
            }
          }
        }
      }
      writer.member("partialFingerprints") { writer in
        writer.object { $0.member("proviso/v1", finding.fingerprint) }
      }
      if !finding.trace.isEmpty { flow(finding, &writer) }
      if let acceptance = finding.acceptance {
        writer.member("suppressions") { writer in
          writer.list([acceptance]) { writer, reason in
            writer.object { writer in
              writer.member("kind", "external")
              writer.member("status", "accepted")
              writer.member("justification", reason.printableLines)
            }
          }
        }
      }
      writer.member("properties") { writer in
        writer.object { writer in
          writer.member("plan", result.input.path.printable)
          writer.member("verdict", finding.kind.rawValue)
        }
      }
    }
  }

  private func location(_ finding: Finding, _ writer: inout JSONWriter) {
    writer.object { writer in
      physical(finding.location, &writer)
      guard !finding.objects.isEmpty else { return }
      writer.member("logicalLocations") { writer in
        writer.list(finding.objects) { writer, object in
          writer.object { writer in
            writer.member("fullyQualifiedName", object.printable)
            writer.member("kind", "resource")
          }
        }
      }
    }
  }

  private func physical(_ location: ResultLocation, _ writer: inout JSONWriter) {
    writer.member("physicalLocation") { writer in
      writer.object { writer in
        writer.member("artifactLocation") { writer in
          writer.object { $0.member("uri", Self.uri(of: location.path)) }
        }
        writer.member("region") { writer in
          writer.object {
            $0.member("startLine", location.line)
            $0.member("startColumn", location.column)
          }
        }
      }
    }
  }

  /// The run as a flow, which hosts show step by step.
  private func flow(_ finding: Finding, _ writer: inout JSONWriter) {
    writer.member("codeFlows") { writer in
      writer.list([finding.trace]) { writer, trace in
        writer.object { writer in
          writer.member("threadFlows") { writer in
            writer.list([trace]) { writer, trace in
              writer.object { writer in
                writer.member("locations") { writer in
                  writer.list(trace) { writer, step in
                    writer.object { writer in
                      writer.member("location") { writer in
                        writer.object { writer in
                          writer.member("message") {
                            $0.object { $0.member("text", step.phrase.printable) }
                          }
                          physical(finding.location, &writer)
                        }
                      }
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }

  // MARK: Words

  private static func level(of severity: Severity) -> String {
    switch severity {
    case .critical, .high: "error"
    case .medium: "warning"
    case .low, .info: "note"
    }
  }

  /// The severity as the number that GitHub sorts by.
  private static func score(of severity: Severity) -> String {
    switch severity {
    case .critical: "9.5"
    case .high: "8.0"
    case .medium: "5.5"
    case .low: "3.0"
    case .info: "0.1"
    }
  }

  /// A path as a URI reference, relative to the root of the sources.
  static func uri(of path: String) -> String {
    let allowed = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/".utf8)
    let encoded = path.utf8.map { byte -> String in
      if allowed.contains(byte) { return String(decoding: [byte], as: UTF8.self) }
      let digits = String(byte, radix: 16, uppercase: true)
      return "%" + (digits.count < 2 ? "0" : "") + digits
    }.joined()
    return encoded.hasPrefix("./") ? String(encoded.dropFirst(2)) : encoded
  }

  /// A reference, if it is the address of a web page.
  private static func webAddress(_ text: String) -> String? {
    let isAddress = text.hasPrefix("https://") || text.hasPrefix("http://")
    let hasOdd = text.unicodeScalars.contains { scalar in
      !scalar.isASCII || scalar.value <= 0x20 || "\"<>\\^`{|}\u{7F}".unicodeScalars.contains(scalar)
    }
    return isAddress && !hasOdd ? text : nil
  }
}
