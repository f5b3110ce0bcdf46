using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Studio.Tests.Extensions;

/// <summary>Makes extensions as their authors do: C# compiled into a folder, with a manifest beside it.</summary>
internal static class ExtensionFolder
{
    private static readonly IReadOnlyList<MetadataReference> Platform =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>A whole extension: assembly and manifest.</summary>
    public static string Add(string studioDir, string name, string code, string contract = "2.0", params string[] references)
    {
        var folder = Make(studioDir, name);
        Compile(folder, Assembly(name), code, references);
        Manifest(folder, new { name, version = "1.0", assembly = $"{Assembly(name)}.dll", contract });
        return folder;
    }

    public static string Make(string studioDir, string name) =>
        Directory.CreateDirectory(Path.Join(studioDir, "extensions", name)).FullName;

    public static void Manifest(string folder, object manifest) =>
        File.WriteAllText(Path.Join(folder, "extension.json"), JsonSerializer.Serialize(manifest));

    /// <summary>Compiles into folder/assembly.dll; <paramref name="references"/> are paths of further assemblies.</summary>
    public static string Compile(string folder, string assembly, string code, params string[] references)
    {
        var file = Path.Join(folder, $"{assembly}.dll");
        Compile(file, assembly, [code], references);
        return file;
    }

    /// <summary>Compiles files into one assembly.</summary>
    public static void Compile(string file, string assembly, IEnumerable<string> codes, params string[] references)
    {
        const string Usings =
            "global using System; global using System.Collections.Generic; global using System.Linq; global using System.Threading.Tasks;";
        var compilation = CSharpCompilation.Create(
            assembly,
            codes.Prepend(Usings).Select(code => CSharpSyntaxTree.ParseText(code)),
            [.. Platform, .. references.Select(path => MetadataReference.CreateFromFile(path))],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        var result = compilation.Emit(file);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(found => found.Severity == DiagnosticSeverity.Error)));
    }

    /// <summary>A node that returns a text, and nothing else.</summary>
    public static string TextNode(string classType, string expression, string members = "", string parameters = "") => $$"""
        using Studio.Engine.Graph;
        namespace Written;
        [Node("{{classType}}", Category = "test")]
        public sealed class Talker{{classType}}{{parameters}} : INode<string>
        {
            {{members}}
            public string Run(NodeContext context) => {{expression}};
        }
        [Node("{{classType}}Out", Category = "test", IsOutput = true)]
        public sealed class Shower{{classType}} : INode<{{classType}}Shown>
        {
            [Input]
            public required string Text { get; init; }
            public {{classType}}Shown Run(NodeContext context) => new(Text);
        }
        public sealed record {{classType}}Shown(string Value) : IHasUi
        {
            public System.Text.Json.Nodes.JsonObject Ui => new() { ["text"] = new System.Text.Json.Nodes.JsonArray(Value) };
        }
        """;

    private static string Assembly(string name) =>
        string.Concat(name.Split('-', '.').Select(part => char.ToUpperInvariant(part[0]) + part[1..]));
}
