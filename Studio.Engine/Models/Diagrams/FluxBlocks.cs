using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Diagrams;

/// <summary>
/// The blocks of one Flux transformer. Tokens are [B,T,width], those of the text before those of the picture.
/// </summary>
/// <param name="modulation">Vectors [1 or B,1,width] by which a layer is shifted, scaled and gated, in the order in which the file has
/// them, by the layer's name and their number.</param>
/// <param name="positions">Of text and picture.</param>
/// <param name="batch">B, as a list of one number.</param>
/// <param name="textLength">The text's tokens, as a list of one number.</param>
internal sealed class FluxBlocks(OnnxGraph g, FluxWidths s, Func<string, int, Value[]> modulation, RotaryPositions positions, Value batch,
    Value textLength)
{
    private const float Epsilon = 1e-6f;

    // a slice's end where there is no end
    private const long End = int.MaxValue;

    /// <summary>Rows [B*T,width] as tokens.</summary>
    public Value Tokens(Value rows) => g.Op("Reshape", [rows, g.Shared("flux tokens", () => g.Joined(batch, g.Constant([-1, s.Width])))]);

    /// <summary>The picture's tokens of both.</summary>
    public Value AfterText(Value tokens) => g.Op("Slice", [tokens, textLength, g.Constant([End]), g.Constant([1])]);

    /// <summary>The first of the picture's tokens of both, where other pictures' come after them.</summary>
    /// <param name="count">As a list of one number.</param>
    public Value AfterText(Value tokens, Value count) => g.Op("Slice", [tokens, textLength, g.Add(textLength, count), g.Constant([1])]);

    /// <inheritdoc cref="FluxBlocks" path="/param[@name='modulation']"/>
    public Value[] Modulation(string name, int parts) => modulation(name, parts);

    /// <summary>Vectors from a layer over what all modulations are made from.</summary>
    /// <param name="told">[1 or B,width].</param>
    public static Func<string, int, Value[]> ModulationOf(OnnxGraph g, Value told, int width) => (name, parts) =>
    {
        var all = g.Op("Reshape", [g.Linear(told, name, width, parts * width), g.Constant([-1, parts, width])]);
        return [.. Enumerable.Range(0, parts).Select(part => g.Part(all, axis: 1, part, part + 1))];
    };

    /// <summary>Normalized tokens times 1 + scale, plus shift.</summary>
    /// <param name="vectors">Shift, scale.</param>
    public Value Modulated(Value tokens, ReadOnlySpan<Value> vectors)
    {
        var normal = g.PlainLayerNorm(tokens, s.Width, Epsilon);
        return g.Add(g.Multiply(normal, g.Add(vectors[1], g.Scalar(1))), vectors[0]);
    }

    /// <summary>Text and picture, each with weights of its own, attending to each other.</summary>
    public (Value Text, Value Picture) Double(Value text, Value picture, string name)
    {
        var (textModulation, pictureModulation) = (Modulation(name + "txt_mod.lin", 6), Modulation(name + "img_mod.lin", 6));
        var textParts = Projected(Modulated(text, textModulation), name + "txt_attn.");
        var pictureParts = Projected(Modulated(picture, pictureModulation), name + "img_attn.");
        Value Joined(int part) => g.Op("Concat", [textParts[part], pictureParts[part]], OrtAttribute.Int("axis", 1));
        var mixed = Tokens(Attend(Joined(0), Joined(1), Joined(2)));
        var ofText = g.Op("Slice", [mixed, g.Constant([0]), textLength, g.Constant([1])]);
        return (Rest(text, ofText, textModulation, name + "txt_"), Rest(picture, AfterText(mixed), pictureModulation, name + "img_"));
    }

    /// <summary>Text and picture as one, attention and feed-forward side by side.</summary>
    public Value Single(Value both, string name)
    {
        var parts = Modulation(name + "modulation.lin", 3);
        var wide = g.Linear(Rows(Modulated(both, parts)), name + "linear1", s.Width, (3 * s.Width) + s.MlpWidth);
        Value Part(int from, int width) => g.Part(wide, axis: 1, from, from + width);
        var mixed = Attend(
            Normed(Part(0, s.Width), name + "norm.query_norm"), Normed(Part(s.Width, s.Width), name + "norm.key_norm"),
            Tokens(Part(2 * s.Width, s.Width)));
        var inner = g.GeluTanh(Part(3 * s.Width, s.MlpWidth));
        var result = g.Linear(g.Op("Concat", [mixed, inner], OrtAttribute.Int("axis", 1)), name + "linear2", s.Width + s.MlpWidth, s.Width);
        return g.Bounded(g.Add(both, g.Multiply(parts[2], Tokens(result))));
    }

    /// <summary>Queries, keys and values of one of both.</summary>
    private Value[] Projected(Value tokens, string name)
    {
        var all = g.Linear(Rows(tokens), name + "qkv", s.Width, 3 * s.Width);
        Value Part(int part) => g.Part(all, axis: 1, part * s.Width, (part + 1) * s.Width);
        return [Normed(Part(0), name + "norm.query_norm"), Normed(Part(1), name + "norm.key_norm"), Tokens(Part(2))];
    }

    /// <summary>What comes after attention in one of both.</summary>
    private Value Rest(Value tokens, Value mixed, Value[] vectors, string name)
    {
        var attended = Tokens(g.Linear(Rows(mixed), name + "attn.proj", s.Width, s.Width));
        tokens = g.Add(tokens, g.Multiply(vectors[2], attended));
        var inner = g.GeluTanh(g.Linear(Rows(Modulated(tokens, vectors.AsSpan(3))), name + "mlp.0", s.Width, s.MlpWidth));
        var result = Tokens(g.Linear(inner, name + "mlp.2", s.MlpWidth, s.Width));
        return g.Bounded(g.Add(tokens, g.Multiply(vectors[5], result)));
    }

    /// <summary>Rows [B*T,width] of what each token takes of all.</summary>
    private Value Attend(Value query, Value key, Value value) => g.Attend(
        positions.Turn(g, query, s.Heads), positions.Turn(g, key, s.Heads), value, batch, s.Width, s.Heads);

    /// <summary>Rows to tokens, each head normalized.</summary>
    private Value Normed(Value rows, string name)
    {
        var width = s.Width / s.Heads;
        var heads = g.Op("Reshape", [rows, g.Constant([-1, s.Heads, width])]);
        // files of diffusers' making say weight
        var weight = g.Has(name + ".scale") ? name + ".scale" : name + ".weight";
        return Tokens(g.RmsNorm(heads, weight, width, Epsilon));
    }

    private Value Rows(Value tokens) => g.Op("Reshape", [tokens, g.Constant([-1, s.Width])]);
}

/// <summary>The sizes that all blocks of a Flux transformer share.</summary>
/// <param name="Heads">Of attention.</param>
/// <param name="MlpWidth">Of the feed-forward.</param>
internal sealed record FluxWidths(int Width, int Heads, int MlpWidth);
