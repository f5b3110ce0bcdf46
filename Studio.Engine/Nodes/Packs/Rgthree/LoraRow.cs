using System.Text.Json.Nodes;
using Studio.Engine.Python;

namespace Studio.Engine.Nodes.Packs.Rgthree;

/// <summary>One row of the Power Lora Loader as a prompt has it.</summary>
internal static class LoraRow
{
    /// <summary>Null for a row that is switched off, or that is none.</summary>
    public static StackedLora? Of(object? value, bool hasClip) => value switch
    {
        JsonObject row when PythonValues.Bool(row["on"]) && row["lora"] is JsonValue name && row["strength"] is { } strength =>
            Row(PythonText.Str(name), PythonValues.Float(strength), row["strengthTwo"] is { } two ? PythonValues.Float(two) : null,
                hasClip),
        _ => null,
    };

    private static StackedLora Row(string name, double strength, double? two, bool hasClip) =>
        new(name, strength, hasClip ? two ?? strength : 0);
}
