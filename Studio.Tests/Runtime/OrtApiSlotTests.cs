using System.Text.RegularExpressions;
using Studio.Engine.Runtime;
using Studio.Tests.Conventions;

namespace Studio.Tests.Runtime;

/// <summary>Every slot number of <see cref="OrtApi"/> against the header that comes with the pinned package.</summary>
public sealed partial class OrtApiSlotTests
{
    private static readonly string Header =
        WithoutComments(File.ReadAllText(Path.Join(AppContext.BaseDirectory, "Headers", "onnxruntime_c_api.h")));

    [Fact]
    public void Slots_AreThoseOfTheShippedHeader()
    {
        var tables = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            ["_api"] = Functions("OrtApi"),
            ["_editor"] = Functions("OrtModelEditorApi"),
        };
        var source = string.Join('\n', Repository.Files("Runtime/OrtApi.cs").Single().Lines);
        var ours = Ours().Matches(source);

        Assert.Equal(source.Split("_api[").Length - 1 + source.Split("_editor[").Length - 1, ours.Count);
        Assert.All(ours, match =>
        {
            var (name, table, slot) = (match.Groups["name"].Value, match.Groups["table"].Value, int.Parse(match.Groups["slot"].Value));
            Assert.Equal(Plain(tables[table][slot]), Plain(name));
        });
    }

    [Fact]
    public void NewestApi_IsTheHeaders() => Assert.Equal($"{OrtLibrary.NewestApi}", ApiVersion().Match(Header).Groups[1].Value);

    private static List<string> Functions(string table)
    {
        var start = Header.IndexOf($"struct {table} {{", StringComparison.Ordinal);
        var body = Header[start..Header.IndexOf("\n};", start, StringComparison.Ordinal)];
        return [.. Declarations().Matches(body)
            .Select(match => (match.Groups["released"].Success ? "Release" : "") + match.Groups["name"].Value)];
    }

    // CreateCUDAProviderOptions is CreateCudaProviderOptions here, …_CUDA_V2 has no number
    private static string Plain(string name) =>
        Regex.Replace(name.Replace("_", "", StringComparison.Ordinal), "V2$", "").ToUpperInvariant();

    private static string WithoutComments(string text) =>
        Regex.Replace(Regex.Replace(text, @"/\*.*?\*/", "", RegexOptions.Singleline), @"//[^\n]*", "");

    // three macros and the plain form of a function pointer
    [GeneratedRegex(@"(ORT_API_T\([^,]+,|ORT_API2_STATUS\(|(?<released>ORT_CLASS_RELEASE\()|\(\s*ORT_API_CALL\s*\*)\s*(?<name>\w+)")]
    private static partial Regex Declarations();

    [GeneratedRegex(@"public static \w+ (?<name>\w+)\([^;]*?=>\s*\(\(delegate[^;]*?\)(?<table>_api|_editor)\[(?<slot>\d+)\]\)")]
    private static partial Regex Ours();

    [GeneratedRegex(@"#define ORT_API_VERSION (\d+)")]
    private static partial Regex ApiVersion();
}
