using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Studio.Web.Workflows;

/// <summary>A manifest.yaml as JSON: plain words are numbers, true, false or null where they read so, everything in quotes is
/// text.</summary>
internal static class ManifestYaml
{
    private const int MostValues = 20_000, MostNested = 32;

    /// <exception cref="WorkflowException">Bad: it is no YAML, no mapping, or too large once its aliases are written out.</exception>
    public static JsonObject Read(string text)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            var left = MostValues;
            return stream.Documents is [var first, ..] && Json(first.RootNode, 0, ref left) is JsonObject manifest
                ? manifest
                : throw WorkflowException.Bad("The manifest is no mapping of names to values.");
        }
        catch (YamlException e)
        {
            throw WorkflowException.Bad($"The manifest is no YAML, line {e.Start.Line}: {e.Message}");
        }
    }

    private static JsonNode? Json(YamlNode node, int depth, ref int left)
    {
        if (--left < 0 || depth > MostNested)
            throw WorkflowException.Bad($"The manifest has more than {MostValues} values, or is nested more than {MostNested} deep.");
        switch (node)
        {
            case YamlMappingNode mapping:
                var fields = new JsonObject();
                foreach (var (key, value) in mapping.Children)
                    fields[(key as YamlScalarNode)?.Value ?? ""] = Json(value, depth + 1, ref left);
                return fields;
            case YamlSequenceNode sequence:
                var list = new JsonArray();
                foreach (var value in sequence.Children)
                    list.Add(Json(value, depth + 1, ref left));
                return list;
            case YamlScalarNode { Style: ScalarStyle.Plain, Value: { } word }:
                return Plain(word);
            default:
                return (node as YamlScalarNode)?.Value;
        }
    }

    private static JsonNode? Plain(string word) => word switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ when long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => whole,
        _ when double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => number,
        _ => word,
    };
}
