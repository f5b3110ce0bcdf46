using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Diagrams;

/// <summary>
/// The blocks of a FLUX.2 transformer. Tokens are [B,T,width]: those of the text, of the picture that is made, of pictures beside.
/// </summary>
/// <param name="told">[1 or B,width], what all modulations are made from: of the picture and the text, and of pictures beside where that is
/// another.</param>
/// <param name="positions">Of all tokens.</param>
/// <param name="batch">B, as a list of one number.</param>
internal sealed class Flux2Blocks(OnnxGraph g, FluxWidths s, (Value Picture, Value? References) told, RotaryPositions positions,
    Value batch)
{
    private const float Epsilon = 1e-6f;
    private const float HeadEpsilon = 1.1920929e-7f;
    private const string OfText = "double_stream_modulation_txt.lin";
    private const string OfPicture = "double_stream_modulation_img.lin";
    private const string OfBoth = "single_stream_modulation.lin";

    // a slice's end where there is no end
    private const long End = int.MaxValue;

    /// <summary>As a list of one number.</summary>
    public required Value TextLength { get; init; }

    /// <summary>Of the picture that is made, as a list of one number.</summary>
    public required Value PictureLength { get; init; }

    /// <summary>Rows [B*T,width] as tokens.</summary>
    public Value Tokens(Value rows) => g.Op("Reshape", [rows, g.Shared("flux2 tokens", () => g.Joined(batch, g.Constant([-1, s.Width])))]);

    /// <summary>Text and picture, each with weights of its own, attending to each other.</summary>
    public (Value Text, Value Picture) Double(Value text, Value picture, string name)
    {
        var words = Projected(Modulated(text, OfText, 6, 0, Stream.Text), name + "txt_attn.");
        var pixels = Projected(Modulated(picture, OfPicture, 6, 0, Stream.Picture), name + "img_attn.");
        Value Joined(int part) => g.Op("Concat", [words[part], pixels[part]], OrtAttribute.Int("axis", 1));
        var mixed = Tokens(Attend(Joined(0), Joined(1), Joined(2)));
        return (Rest(text, Cut(mixed, g.Constant([0]), TextLength), OfText, Stream.Text, name + "txt_"),
            Rest(picture, Cut(mixed, TextLength, g.Constant([End])), OfPicture, Stream.Picture, name + "img_"));
    }

    /// <summary>Text and picture as one, attention and feed-forward side by side.</summary>
    public Value Single(Value both, string name)
    {
        var wide = g.Linear(Rows(Modulated(both, OfBoth, 3, 0, Stream.Both)), name + "linear1", s.Width, (3 * s.Width) + (2 * s.MlpWidth),
            bias: false);
        Value Part(int from, int width) => g.Part(wide, axis: 1, from, from + width);
        var mixed = Attend(Normed(Part(0, s.Width), name + "norm.query_norm"), Normed(Part(s.Width, s.Width), name + "norm.key_norm"),
            Tokens(Part(2 * s.Width, s.Width)));
        var inner = g.Multiply(g.Silu(Part(3 * s.Width, s.MlpWidth)), Part((3 * s.Width) + s.MlpWidth, s.MlpWidth));
        var result = g.Linear(g.Op("Concat", [mixed, inner], OrtAttribute.Int("axis", 1)), name + "linear2", s.Width + s.MlpWidth, s.Width,
            bias: false);
        return g.Bounded(g.Add(both, Gated(Tokens(result), OfBoth, 3, 2, Stream.Both)));
    }

    /// <summary>The result's rows [B*T,numbers] of the picture that is made.</summary>
    public Value Final(Value both, int numbers)
    {
        var vectors = Vectors(told.Picture, "final_layer.adaLN_modulation.1", 2);
        var picture = Cut(both, TextLength, g.Add(TextLength, PictureLength));
        var scaled = Shifted(g.PlainLayerNorm(picture, s.Width, Epsilon), vectors[0], vectors[1]);
        return g.Linear(Rows(scaled), "final_layer.linear", s.Width, numbers, bias: false);
    }

    /// <summary>What comes after attention in one of both.</summary>
    private Value Rest(Value tokens, Value mixed, string modulation, Stream stream, string name)
    {
        var attended = Tokens(g.Linear(Rows(mixed), name + "attn.proj", s.Width, s.Width, bias: false));
        tokens = g.Add(tokens, Gated(attended, modulation, 6, 2, stream));
        var wide = g.Linear(Rows(Modulated(tokens, modulation, 6, 3, stream)), name + "mlp.0", s.Width, 2 * s.MlpWidth, bias: false);
        var inner = g.Multiply(g.Silu(g.Part(wide, axis: 1, 0, s.MlpWidth)), g.Part(wide, axis: 1, s.MlpWidth, 2 * s.MlpWidth));
        var result = Tokens(g.Linear(inner, name + "mlp.2", s.MlpWidth, s.Width, bias: false));
        return g.Bounded(g.Add(tokens, Gated(result, modulation, 6, 5, stream)));
    }

    /// <summary>Normalized tokens times 1 + scale, plus shift.</summary>
    private Value Modulated(Value tokens, string name, int parts, int at, Stream stream) => Each(g.PlainLayerNorm(tokens, s.Width, Epsilon),
        name, parts, stream, (part, vectors) => Shifted(part, vectors[at], vectors[at + 1]));

    private Value Gated(Value tokens, string name, int parts, int at, Stream stream) =>
        Each(tokens, name, parts, stream, (part, vectors) => g.Multiply(part, vectors[at]));

    /// <summary>All tokens by the same vectors, but pictures beside by theirs where those are others.</summary>
    private Value Each(Value tokens, string name, int parts, Stream stream, Func<Value, Value[], Value> change)
    {
        if (told.References is not { } still || stream is Stream.Text)
            return change(tokens, Vectors(told.Picture, name, parts));
        var end = stream is Stream.Both ? g.Add(TextLength, PictureLength) : PictureLength;
        return g.Op("Concat",
            [
                change(Cut(tokens, g.Constant([0]), end), Vectors(told.Picture, name, parts)),
                change(Cut(tokens, end, g.Constant([End])), Vectors(still, name, parts)),
            ],
            OrtAttribute.Int("axis", 1));
    }

    /// <summary>Vectors [1 or B,1,width], the same for all blocks, so made once.</summary>
    private Value[] Vectors(Value from, string name, int parts)
    {
        var all = g.Shared($"{name} of {from.Name}", () => g.Op("Reshape",
            [g.Linear(from, name, s.Width, parts * s.Width, bias: false), g.Constant([-1, parts, s.Width])]));
        return [.. Enumerable.Range(0, parts)
            .Select(part => g.Shared($"{name} of {from.Name} {part}", () => g.Part(all, axis: 1, part, part + 1)))];
    }

    private Value Shifted(Value tokens, Value shift, Value scale) => g.Add(g.Multiply(tokens, g.Add(scale, g.Scalar(1))), shift);

    /// <summary>Queries, keys and values of one of both.</summary>
    private Value[] Projected(Value tokens, string name)
    {
        var all = g.Linear(Rows(tokens), name + "qkv", s.Width, 3 * s.Width, bias: false);
        Value Part(int part) => g.Part(all, axis: 1, part * s.Width, (part + 1) * s.Width);
        return [Normed(Part(0), name + "norm.query_norm"), Normed(Part(1), name + "norm.key_norm"), Tokens(Part(2))];
    }

    /// <summary>Rows [B*T,width] of what each token takes of all.</summary>
    private Value Attend(Value query, Value key, Value value) => g.Attend(
        positions.Turn(g, query, s.Heads), positions.Turn(g, key, s.Heads), value, batch, s.Width, s.Heads);

    /// <summary>Rows to tokens, each head normalized.</summary>
    private Value Normed(Value rows, string name)
    {
        var width = s.Width / s.Heads;
        var weight = g.Has(name + ".scale") ? name + ".scale" : name + ".weight";
        return Tokens(g.RmsNorm(g.Op("Reshape", [rows, g.Constant([-1, s.Heads, width])]), weight, width, HeadEpsilon));
    }

    private Value Cut(Value tokens, Value from, Value to) => g.Op("Slice", [tokens, from, to, g.Constant([1])]);

    private Value Rows(Value tokens) => g.Op("Reshape", [tokens, g.Constant([-1, s.Width])]);

    /// <summary>What tokens are among.</summary>
    private enum Stream
    {
        Text,
        Picture,
        Both,
    }
}
