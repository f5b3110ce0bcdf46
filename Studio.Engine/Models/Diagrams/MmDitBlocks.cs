using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Diagrams;

/// <summary>The blocks of one MMDiT. Tokens are [B,T,width], those of the text before those of the picture.</summary>
/// <param name="told">[1 or B,width], what all modulations are made from.</param>
/// <param name="batch">B, as a list of one number.</param>
/// <param name="textLength">The text's tokens, as a list of one number.</param>
internal sealed class MmDitBlocks(OnnxGraph g, MmDitWidths s, Value told, Value batch, Value textLength)
{
    private const float Epsilon = 1e-6f;

    // a slice's end where there is no end
    private const long End = int.MaxValue;

    public Value Tokens(Value rows) => g.Op("Reshape", [rows, g.Shared("joint tokens", () => g.Joined(batch, g.Constant([-1, s.Width])))]);

    public Value Rows(Value tokens) => g.Op("Reshape", [tokens, g.Constant([-1, s.Width])]);

    /// <summary>Vectors [1 or B,1,width] by which a layer is shifted, scaled and gated, in the order in which the file has them.</summary>
    public Value[] Modulation(string name, int parts)
    {
        var all = g.Op("Reshape", [g.Linear(told, name, s.Width, parts * s.Width), g.Constant([-1, parts, s.Width])]);
        return [.. Enumerable.Range(0, parts).Select(part => g.Part(all, axis: 1, part, part + 1))];
    }

    /// <summary>Normalized tokens times 1 + scale, plus shift.</summary>
    /// <param name="modulation">Shift, scale.</param>
    public Value Modulated(Value tokens, ReadOnlySpan<Value> modulation) =>
        g.Add(g.Multiply(g.PlainLayerNorm(tokens, s.Width, Epsilon), g.Add(modulation[1], g.Scalar(1))), modulation[0]);

    /// <summary>Text and picture attending to each other. After the last block nobody asks for the text.</summary>
    public (Value Text, Value Picture) Joint(Value text, Value picture, string name, bool isLast)
    {
        var (ofText, ofPicture) = (name + "context_block.", name + "x_block.");
        var isDual = g.Has(ofPicture + "attn2.qkv.weight");
        var textModulation = Modulation(ofText + "adaLN_modulation.1", isLast ? 2 : 6);
        var pictureModulation = Modulation(ofPicture + "adaLN_modulation.1", isDual ? 9 : 6);
        var textParts = Projected(Modulated(text, textModulation), ofText + "attn.");
        var pictureParts = Projected(Modulated(picture, pictureModulation), ofPicture + "attn.");
        Value Joined(int part) => g.Op("Concat", [textParts[part], pictureParts[part]], OrtAttribute.Int("axis", 1));
        var mixed = Tokens(Attend([Joined(0), Joined(1), Joined(2)]));
        var beside = isDual ? BesideSelf(picture, pictureModulation.AsSpan(6), ofPicture + "attn2.") : (Value?)null;
        var pictureMixed = g.Op("Slice", [mixed, textLength, g.Constant([End]), g.Constant([1])]);
        var textMixed = g.Op("Slice", [mixed, g.Constant([0]), textLength, g.Constant([1])]);
        return (isLast ? text : Rest(text, textMixed, textModulation, ofText, beside: null),
            Rest(picture, pictureMixed, pictureModulation, ofPicture, beside));
    }

    /// <summary>A second attention of the picture to itself alone, gated.</summary>
    /// <param name="modulation">Shift, scale, gate.</param>
    private Value BesideSelf(Value picture, ReadOnlySpan<Value> modulation, string name)
    {
        var gate = modulation[2];
        var mixed = Attend(Projected(Modulated(picture, modulation), name));
        return g.Multiply(gate, Tokens(g.Linear(mixed, name + "proj", s.Width, s.Width)));
    }

    /// <summary>What comes after attention in one of both.</summary>
    private Value Rest(Value tokens, Value mixed, Value[] modulation, string name, Value? beside)
    {
        var attended = Tokens(g.Linear(Rows(mixed), name + "attn.proj", s.Width, s.Width));
        tokens = g.Add(tokens, g.Multiply(modulation[2], attended));
        if (beside is { } more)
            tokens = g.Add(tokens, more);
        var inner = g.GeluTanh(g.Linear(Rows(Modulated(tokens, modulation.AsSpan(3))), name + "mlp.fc1", s.Width, s.MlpWidth));
        return g.Bounded(g.Add(tokens, g.Multiply(modulation[5], Tokens(g.Linear(inner, name + "mlp.fc2", s.MlpWidth, s.Width)))));
    }

    /// <summary>Queries, keys and values.</summary>
    private Value[] Projected(Value tokens, string name)
    {
        var all = g.Linear(Rows(tokens), name + "qkv", s.Width, 3 * s.Width);
        Value Part(int part) => g.Part(all, axis: 1, part * s.Width, (part + 1) * s.Width);
        return [Normed(Part(0), name + "ln_q.weight"), Normed(Part(1), name + "ln_k.weight"), Tokens(Part(2))];
    }

    /// <summary>Rows to tokens, each head normalized where the file has a weight for it: version 3 did without.</summary>
    private Value Normed(Value rows, string weight)
    {
        if (!g.Has(weight))
            return Tokens(rows);
        var width = s.Width / s.Heads;
        return Tokens(g.RmsNorm(g.Op("Reshape", [rows, g.Constant([-1, s.Heads, width])]), weight, width, Epsilon));
    }

    /// <summary>Rows [B*T,width] of what each token takes of all.</summary>
    private Value Attend(Value[] parts) => g.Attend(parts[0], parts[1], parts[2], batch, s.Width, s.Heads);
}

/// <summary>The sizes that all blocks of an MMDiT share.</summary>
/// <param name="Heads">Of attention.</param>
/// <param name="MlpWidth">Of the feed-forward.</param>
internal sealed record MmDitWidths(int Width, int Heads, int MlpWidth);
