using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Architectures;

/// <summary>
/// The denoiser of latent diffusion (Rombach et al. 2022, arXiv:2112.10752): down, middle, up, with a skip from each block of the way down
/// to its twin of the way up. In: sample [B,C,h,w], timestep [B], encoder_hidden_states [B,T,context], and for a variant with perturbed
/// attention perturbed [B], above 0 where the middle block's self-attention is left out. Out: out_sample [B,C,h,w].
/// </summary>
internal static class UNet
{
    private const float Epsilon = 1e-5f;

    public const string PerturbedInput = "perturbed";

    public static void Build(OnnxGraph g, UNetShape s, UNetVariant variant)
    {
        var x = g.Input("sample", ElementType.Float32, -1, s.InChannels, -1, -1);
        var time = TimeEmbedding(g, g.Input("timestep", ElementType.Float32, -1), s.ModelChannels);
        var text = g.Input("encoder_hidden_states", ElementType.Float32, -1, -1, s.ContextWidth);
        var batch = g.BatchOf(x);
        var net = new Blocks(g, s, time, g.Op("Reshape", [text, g.Constant([-1, s.ContextWidth])]), batch);

        x = g.Conv2d(x, "input_blocks.0.0", s.InChannels, s.ModelChannels);
        var skips = new Stack<(Value Value, int Channels)>([(x, s.ModelChannels)]);
        x = Down(g, s, net, x, skips);

        var channels = s.ModelChannels * s.ChannelMult[^1];
        x = net.ResBlock(x, "middle_block.0.", channels, channels);
        x = net.Transformer(x, "middle_block.1.", channels, s.MiddleDepth, variant.HasPerturbedAttention ? Perturbed(g) : null);
        x = net.ResBlock(x, s.MiddleDepth > 0 ? "middle_block.2." : "middle_block.1.", channels, channels);

        x = Up(g, s, variant, net, x, channels, skips);
        x = g.Silu(g.GroupNorm(x, "out.0", s.ModelChannels * s.ChannelMult[0], Epsilon));
        g.Output("out_sample", g.Conv2d(x, "out.2", s.ModelChannels * s.ChannelMult[0], s.OutChannels));
    }

    private static Value Perturbed(OnnxGraph g) =>
        g.Op("Reshape", [g.Op("Greater", [g.Input(PerturbedInput, ElementType.Float32, -1), g.Scalar(0)]), g.Constant([-1, 1, 1])]);

    private static Value Down(OnnxGraph g, UNetShape s, Blocks net, Value x, Stack<(Value Value, int Channels)> skips)
    {
        var (index, channels) = (1, s.ModelChannels);
        for (var level = 0; level < s.ChannelMult.Count; level++)
        {
            for (var i = 0; i < s.ResBlocks[level]; i++, index++)
            {
                var to = s.ModelChannels * s.ChannelMult[level];
                x = net.ResBlock(x, $"input_blocks.{index}.0.", channels, to);
                x = net.Transformer(x, $"input_blocks.{index}.1.", to, s.TransformerDepth[level]);
                skips.Push((x, channels = to));
            }
            if (level == s.ChannelMult.Count - 1)
                break;
            x = g.Conv2d(x, $"input_blocks.{index++}.0.op", channels, channels, stride: 2);
            skips.Push((x, channels));
        }
        return x;
    }

    private static Value Up(OnnxGraph g, UNetShape s, UNetVariant variant, Blocks net, Value x, int channels,
        Stack<(Value Value, int Channels)> skips)
    {
        var index = 0;
        for (var level = s.ChannelMult.Count - 1; level >= 0; level--)
        {
            for (var i = 0; i <= s.ResBlocks[level]; i++, index++)
            {
                var (skip, skipChannels) = skips.Pop();
                var to = s.ModelChannels * s.ChannelMult[level];
                foreach (var freeU in variant.FreeU)
                    (x, skip) = freeU.Apply(g, x, skip, channels, s.ModelChannels);
                x = g.Op("Concat", [x, skip], OrtAttribute.Int("axis", 1));
                x = net.ResBlock(x, $"output_blocks.{index}.0.", channels + skipChannels, to);
                x = net.Transformer(x, $"output_blocks.{index}.1.", to, s.TransformerDepth[level]);
                channels = to;
                if (level > 0 && i == s.ResBlocks[level])
                    x = g.Conv2d(g.Upsample(x, skips.Peek().Value),
                        $"output_blocks.{index}.{(s.TransformerDepth[level] > 0 ? 2 : 1)}.conv", channels, channels);
            }
        }
        return x;
    }

    /// <summary>
    /// Sinusoids of the timestep at falling frequencies, then two linear layers; with the SiLU that every residual block begins with.
    /// </summary>
    private static Value TimeEmbedding(OnnxGraph g, Value timestep, int channels)
    {
        var half = channels / 2;
        var frequencies = Enumerable.Range(0, half).Select(i => (float)Math.Exp(-Math.Log(10000) * i / half)).ToArray();
        var angles = g.Multiply(g.Op("Reshape", [timestep, g.Constant([-1, 1])]), g.Constant(frequencies, 1, half));
        var waves = g.Op("Concat", [g.Op("Cos", [angles]), g.Op("Sin", [angles])], OrtAttribute.Int("axis", 1));
        var width = channels * 4;
        var hidden = g.Silu(g.Linear(waves, "time_embed.0", channels, width));
        return g.Silu(g.Linear(hidden, "time_embed.2", width, width));
    }

    /// <summary>The blocks of one network; <paramref name="text"/> is rows [B*T,context].</summary>
    private sealed class Blocks(OnnxGraph g, UNetShape s, Value time, Value text, Value batch)
    {
        public Value ResBlock(Value x, string name, int from, int to)
        {
            var h = g.Conv2d(g.Silu(g.GroupNorm(x, name + "in_layers.0", from, Epsilon)), name + "in_layers.2", from, to);
            var shift = g.Linear(time, name + "emb_layers.1", s.ModelChannels * 4, to);
            h = g.Add(h, g.Op("Unsqueeze", [shift, g.Constant([2, 3])]));
            h = g.Conv2d(g.Silu(g.GroupNorm(h, name + "out_layers.0", to, Epsilon)), name + "out_layers.3", to, to);
            return g.Add(from == to ? x : g.Conv2d(x, name + "skip_connection", from, to, kernel: 1), h);
        }

        /// <param name="perturbed">[B,1,1] booleans: where its self-attention gives its values as they are; null is nowhere.</param>
        public Value Transformer(Value x, string name, int channels, int depth, Value? perturbed = null)
        {
            if (depth == 0)
                return x;
            var (rows, back) = g.ToRows(g.GroupNorm(x, name + "norm", channels, epsilon: 1e-6f), channels);
            rows = g.Linear(rows, name + "proj_in", channels, channels);
            for (var i = 0; i < depth; i++)
                rows = TransformerBlock(rows, $"{name}transformer_blocks.{i}.", channels, perturbed);
            return g.Add(x, back(g.Linear(rows, name + "proj_out", channels, channels)));
        }

        private Value TransformerBlock(Value x, string name, int width, Value? perturbed)
        {
            var self = g.LayerNorm(x, name + "norm1", width);
            x = g.Add(x, CrossAttention(self, self, name + "attn1.", width, width, perturbed));
            x = g.Add(x, CrossAttention(g.LayerNorm(x, name + "norm2", width), text, name + "attn2.", width, s.ContextWidth));
            var hidden = g.GeGlu(g.LayerNorm(x, name + "norm3", width), name + "ff.net.0.proj", width, width * 4);
            return g.Add(x, g.Linear(hidden, name + "ff.net.2", width * 4, width));
        }

        private Value CrossAttention(Value x, Value context, string name, int width, int contextWidth, Value? perturbed = null)
        {
            var query = g.Linear(x, name + "to_q", width, width, bias: false);
            var key = g.Linear(context, name + "to_k", contextWidth, width, bias: false);
            var value = g.Linear(context, name + "to_v", contextWidth, width, bias: false);
            return g.Linear(g.Attend(query, key, value, batch, width, s.Heads, perturbed), name + "to_out.0", width, width);
        }
    }
}
