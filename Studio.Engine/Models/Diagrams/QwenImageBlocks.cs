using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Diagrams;

/// <summary>
/// The blocks of a Qwen-Image transformer. Tokens are [B,T,width]; behind those of the picture that is made come those of pictures beside.
/// </summary>
/// <param name="told">[1 or B,width], what all modulations are made from: of the picture and the text, and of pictures beside where that is
/// another.</param>
/// <param name="positions">Of text, picture and pictures beside.</param>
/// <param name="batch">B, as a list of one number.</param>
internal sealed class QwenImageBlocks(OnnxGraph g, QwenImageWidths s, (Value Picture, Value? References) told, RotaryPositions positions,
    Value batch)
{
    private const float Epsilon = 1e-6f;
    private const int Parts = 6;

    // a slice's end where there is no end
    private const long End = int.MaxValue;

    /// <summary>As a list of one number.</summary>
    public required Value TextLength { get; init; }

    /// <summary>Of the picture that is made, as a list of one number.</summary>
    public required Value PictureLength { get; init; }

    /// <summary>Rows [B*T,width] as tokens.</summary>
    public Value Tokens(Value rows) => g.Op("Reshape",
        [rows, g.Shared("qwen image tokens", () => g.Joined(batch, g.Constant([-1, s.Width])))]);

    /// <summary>Text and picture, each with weights of its own, attending to each other.</summary>
    public (Value Text, Value Picture) Block(Value text, Value picture, string name)
    {
        var ofText = new Modulation(Vectors(told.Picture, name + "txt_mod.1", Parts), null);
        var ofPicture = new Modulation(Vectors(told.Picture, name + "img_mod.1", Parts),
            told.References is { } still ? Vectors(still, name + "img_mod.1", Parts) : null);
        var words = Projected(Modulated(text, ofText, 0), name + "attn.", "add_q_proj", "add_k_proj", "add_v_proj", "norm_added_");
        var squares = Projected(Modulated(picture, ofPicture, 0), name + "attn.", "to_q", "to_k", "to_v", "norm_");
        Value Joined(int part) => g.Op("Concat", [words[part], squares[part]], OrtAttribute.Int("axis", 1));
        var mixed = Tokens(g.Attend(positions.Turn(g, Joined(0), s.Heads), positions.Turn(g, Joined(1), s.Heads), Joined(2), batch, s.Width,
            s.Heads));
        return (Rest(text, Cut(mixed, g.Constant([0]), TextLength), ofText, name, "to_add_out", "txt_mlp."),
            Rest(picture, Cut(mixed, TextLength, g.Constant([End])), ofPicture, name, "to_out.0", "img_mlp."));
    }

    /// <summary>The result's rows [B*T,numbers]. The last layer's vectors are scale, then shift.</summary>
    public Value Final(Value picture, int numbers)
    {
        var vectors = Vectors(told.Picture, "norm_out.linear", 2);
        var own = Cut(picture, g.Constant([0]), PictureLength);
        var scaled = Shifted(g.PlainLayerNorm(own, s.Width, Epsilon), vectors[1], vectors[0]);
        return g.Linear(Rows(scaled), "proj_out", s.Width, numbers);
    }

    /// <summary>What comes after attention in one of both.</summary>
    private Value Rest(Value tokens, Value mixed, Modulation modulation, string name, string output, string mlp)
    {
        var attended = Tokens(g.Linear(Rows(mixed), $"{name}attn.{output}", s.Width, s.Width));
        tokens = g.Add(tokens, Gated(attended, modulation, 2));
        var inner = g.GeluTanh(g.Linear(Rows(Modulated(tokens, modulation, 3)), name + mlp + "net.0.proj", s.Width, s.MlpWidth));
        return g.Add(tokens, Gated(Tokens(g.Linear(inner, name + mlp + "net.2", s.MlpWidth, s.Width)), modulation, 5));
    }

    /// <summary>Vectors [1 or B,1,width] by which a layer is shifted, scaled and gated, twice.</summary>
    private Value[] Vectors(Value from, string name, int parts)
    {
        var all = g.Op("Reshape", [g.Linear(from, name, s.Width, parts * s.Width), g.Constant([-1, parts, s.Width])]);
        return [.. Enumerable.Range(0, parts).Select(part => g.Part(all, axis: 1, part, part + 1))];
    }

    /// <summary>Normalized tokens times 1 + scale, plus shift.</summary>
    private Value Modulated(Value tokens, Modulation by, int at)
    {
        var normal = g.PlainLayerNorm(tokens, s.Width, Epsilon);
        return Each(normal, by, (part, vectors) => Shifted(part, vectors[at], vectors[at + 1]));
    }

    private Value Gated(Value tokens, Modulation by, int at) => Each(tokens, by, (part, vectors) => g.Multiply(part, vectors[at]));

    /// <summary>The picture's tokens by its vectors, those beside by theirs.</summary>
    private Value Each(Value tokens, Modulation by, Func<Value, Value[], Value> change) => by.Still is not { } still
        ? change(tokens, by.Vectors)
        : g.Op("Concat",
            [
                change(Cut(tokens, g.Constant([0]), PictureLength), by.Vectors),
                change(Cut(tokens, PictureLength, g.Constant([End])), still),
            ],
            OrtAttribute.Int("axis", 1));

    private Value Shifted(Value tokens, Value shift, Value scale) => g.Add(g.Multiply(tokens, g.Add(scale, g.Scalar(1))), shift);

    /// <summary>Queries, keys and values of one of both.</summary>
    private Value[] Projected(Value tokens, string name, string query, string key, string value, string norm)
    {
        var rows = Rows(tokens);
        Value Project(string which) => g.Linear(rows, name + which, s.Width, s.Width);
        return [Normed(Project(query), $"{name}{norm}q"), Normed(Project(key), $"{name}{norm}k"), Tokens(Project(value))];
    }

    /// <summary>Rows to tokens, each head normalized.</summary>
    private Value Normed(Value rows, string name)
    {
        var width = s.Width / s.Heads;
        return Tokens(g.RmsNorm(g.Op("Reshape", [rows, g.Constant([-1, s.Heads, width])]), name + ".weight", width, Epsilon));
    }

    private Value Cut(Value tokens, Value from, Value to) => g.Op("Slice", [tokens, from, to, g.Constant([1])]);

    private Value Rows(Value tokens) => g.Op("Reshape", [tokens, g.Constant([-1, s.Width])]);

    /// <summary>Vectors of one stream in one block.</summary>
    /// <param name="Still">Of pictures beside, where those have others.</param>
    private sealed record Modulation(Value[] Vectors, Value[]? Still);
}

/// <summary>The sizes that all blocks of a Qwen-Image transformer share.</summary>
/// <param name="Heads">Of attention.</param>
/// <param name="MlpWidth">Of the feed-forward.</param>
internal sealed record QwenImageWidths(int Width, int Heads, int MlpWidth);
