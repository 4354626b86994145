import JSON
import JSONOutput
import JSONRPC

/// A revision of the Model Context Protocol.
///
/// Source: the schemas and pages of modelcontextprotocol/modelcontextprotocol.
package enum ProtocolRevision: String, Sendable, CaseIterable {
  case june2025 = "2025-06-18"
  case november2025 = "2025-11-25"
  case july2026 = "2026-07-28"

  /// Whether a client begins with `initialize`. Later revisions say in each request what they need.
  package var hasHandshake: Bool { self != .july2026 }

  /// The latest revision that begins with `initialize`.
  static let lastWithHandshake = ProtocolRevision.november2025

  /// The revisions that a request can name by itself.
  static let stateless = allCases.filter { !$0.hasHandshake }

  /// The revision that answers `initialize`: the one that the client names, or else the latest.
  static func negotiated(_ requested: String) -> ProtocolRevision {
    guard let revision = ProtocolRevision(rawValue: requested), revision.hasHandshake else {
      return lastWithHandshake
    }
    return revision
  }
}

/// The `_meta` of a request of a stateless revision.
package struct RequestMeta: Sendable {
  static let revisionKey = "io.modelcontextprotocol/protocolVersion"
  static let capabilitiesKey = "io.modelcontextprotocol/clientCapabilities"
  static let serverKey = "io.modelcontextprotocol/serverInfo"

  let revision: ProtocolRevision
  /// The abilities of the client, for this request.
  let capabilities: JSONValue

  /// Reads the metadata of a request.
  ///
  /// - Returns: `nil` for a request of a revision with a handshake, which has none.
  /// - Throws: `RPCError` if the revision is not known, or a part is missing.
  init?(_ params: JSONValue?) throws(RPCError) {
    guard let meta = params?["_meta"], let named = meta[Self.revisionKey] else { return nil }
    guard let name = named.string else {
      throw .invalidParameters("`\(Self.revisionKey)` is a text")
    }
    guard let revision = ProtocolRevision(rawValue: name), !revision.hasHandshake else {
      throw RPCError(
        code: Self.unsupportedRevision, message: "Unsupported protocol version",
        data: .object([
          .init("supported", .strings(ProtocolRevision.stateless.map(\.rawValue))),
          .init("requested", .string(name)),
        ]))
    }
    guard let capabilities = meta[Self.capabilitiesKey], capabilities.kind == .object else {
      throw .invalidParameters("`_meta` has an object under `\(Self.capabilitiesKey)`")
    }
    self.revision = revision
    self.capabilities = capabilities
  }

  /// The code of the error for a revision that is not known (schema of 2026-07-28).
  private static let unsupportedRevision = -32022
}

extension JSONValue {
  /// Whether capabilities of a client say that it can show a form to a person.
  ///
  /// An object without modes is one of the first revision, which had only forms.
  var offersForms: Bool {
    guard let elicitation = self["elicitation"], elicitation.kind == .object else { return false }
    return elicitation.count == 0 || elicitation["form"]?.kind == .object
  }
}
