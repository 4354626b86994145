import Foundation

/// The articles of the language reference, read from the sources.
public enum LanguageReference {
  /// The DocC catalogue.
  public static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Sources/ProvisoLanguage/ProvisoLanguage.docc")

  /// The text of an article.
  public static func article(_ name: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  }

  /// The names of all articles.
  public static func articles() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".md") }.sorted()
  }
}
