import Foundation

/// The articles of the language reference, read from the source files.
public enum LanguageReference {
  /// The DocC catalogue.
  public static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Sources/ProvisoLanguage/ProvisoLanguage.docc")

  /// Returns the text of an article.
  public static func article(_ name: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  }

  /// Returns the names of all articles.
  public static func articles() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".md") }.sorted()
  }
}
