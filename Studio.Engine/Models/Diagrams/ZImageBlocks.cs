using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Diagrams;

/// <summary>The blocks of a Z-Image transformer. Tokens are [B,T,width].</summary>
/// <param name="told">[1 or B,time width], what all modulations are made from.</param>
/// <param name="batch">B, as a list of one number.</param>
internal sealed class ZImageBlocks(OnnxGraph g, ZImageWidths s, Value told, Value batch)
{
    private const float Epsilon = 1e-5f;
    private const float HeadEpsilon = 1.1920929e-7f;
    private const float LastEpsilon = 1e-6f;

    /// <summary>Attention and feed-forward, each between two norms.</summary>
    /// <param name="isTold">Whether it is scaled and gated by the noise level.</param>
    public Value Block(Value x, string name, RotaryPositions positions, bool isTold = true)
    {
        var modulation = isTold ? Modulation(name + "adaLN_modulation.0") : null;
        Value Scaled(Value tokens, int part) => modulation is null ? tokens : g.Multiply(tokens, g.Add(modulation[part], g.Scalar(1)));
        Value Gated(Value tokens, int part) => modulation is null ? tokens : g.Multiply(g.Op("Tanh", [modulation[part]]), tokens);
        var mixed = Attention(Scaled(Norm(x, name + "attention_norm1"), 0), name + "attention.", positions);
        x = g.Add(x, Gated(Norm(mixed, name + "attention_norm2"), 1));
        var inner = FeedForward(Scaled(Norm(x, name + "ffn_norm1"), 2), name + "feed_forward.");
        return g.Add(x, Gated(Norm(inner, name + "ffn_norm2"), 3));
    }

    /// <summary>The result's rows [B*T,numbers].</summary>
    public Value Final(Value x, int numbers)
    {
        var scale = g.Op("Reshape",
            [g.Linear(g.Silu(told), "final_layer.adaLN_modulation.1", s.TimeWidth, s.Width), g.Constant([-1, 1, s.Width])]);
        var scaled = g.Multiply(g.PlainLayerNorm(x, s.Width, LastEpsilon), g.Add(scale, g.Scalar(1)));
        return g.Linear(Rows(scaled), "final_layer.linear", s.Width, numbers);
    }

    /// <summary>Scale and gate of attention, scale and gate of feed-forward, [1 or B,1,width] each.</summary>
    private Value[] Modulation(string name)
    {
        const int parts = 4;
        var all = g.Op("Reshape", [g.Linear(told, name, s.TimeWidth, parts * s.Width), g.Constant([-1, parts, s.Width])]);
        return [.. Enumerable.Range(0, parts).Select(part => g.Part(all, axis: 1, part, part + 1))];
    }

    private Value Attention(Value x, string name, RotaryPositions positions)
    {
        var (query, key, value) = Projected(Rows(x), name);
        var mixed = g.Attend(positions.Turn(g, Normed(query, name + "q_norm"), s.Heads),
            positions.Turn(g, Normed(key, name + "k_norm"), s.Heads), Tokens(value), batch, s.Width, s.Heads);
        return Tokens(g.Linear(mixed, name + "out", s.Width, s.Width, bias: false));
    }

    /// <summary>From one weight, or as diffusers has it from three.</summary>
    private (Value Query, Value Key, Value Value) Projected(Value rows, string name)
    {
        Value One(string which) => g.Linear(rows, name + which, s.Width, s.Width, bias: false);
        if (!g.Has(name + "qkv.weight"))
            return (One("to_q"), One("to_k"), One("to_v"));
        var all = g.Linear(rows, name + "qkv", s.Width, 3 * s.Width, bias: false);
        Value Part(int part) => g.Part(all, axis: 1, part * s.Width, (part + 1) * s.Width);
        return (Part(0), Part(1), Part(2));
    }

    private Value FeedForward(Value x, string name)
    {
        var rows = Rows(x);
        var gate = g.Silu(g.Linear(rows, name + "w1", s.Width, s.MlpWidth, bias: false));
        var inner = g.Multiply(gate, g.Linear(rows, name + "w3", s.Width, s.MlpWidth, bias: false));
        return Tokens(g.Linear(inner, name + "w2", s.MlpWidth, s.Width, bias: false));
    }

    /// <summary>Rows to tokens, each head normalized.</summary>
    private Value Normed(Value rows, string name)
    {
        var width = s.Width / s.Heads;
        var heads = g.Op("Reshape", [rows, g.Constant([-1, s.Heads, width])]);
        return Tokens(g.RmsNorm(heads, name + ".weight", width, HeadEpsilon));
    }

    private Value Norm(Value x, string name) => g.RmsNorm(x, name + ".weight", s.Width, Epsilon);

    /// <summary>Tokens as rows [B*T,width].</summary>
    public Value Rows(Value tokens) => g.Op("Reshape", [tokens, g.Constant([-1, s.Width])]);

    /// <summary>Rows as tokens.</summary>
    public Value Tokens(Value rows) => g.Op("Reshape", [rows, g.Shared("z tokens", () => g.Joined(batch, g.Constant([-1, s.Width])))]);
}

/// <summary>The sizes that all blocks of a Z-Image transformer share.</summary>
/// <param name="Heads">Of attention.</param>
/// <param name="MlpWidth">Of the gated feed-forward.</param>
/// <param name="TimeWidth">Of the vector that modulations are made from.</param>
internal sealed record ZImageWidths(int Width, int Heads, int MlpWidth, int TimeWidth);
