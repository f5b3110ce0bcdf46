namespace Studio.Tests.Support;

/// <summary>
/// The names and shapes of a Stable Diffusion 1.x checkpoint, written down from the public layout and not from the engine's own
/// description, so that a mistake there shows.
/// </summary>
internal static class CheckpointLayout
{
    public static IEnumerable<(string Name, long[] Shape)> Tensors(ModelShapes family, bool clip = true, bool vae = true)
    {
        var tensors = Named(family.UNet.Prefix, UNet(family.UNet));
        if (clip)
            tensors = tensors.Concat(Named(family.Text.Prefix, Clip(family.Text)));
        return vae ? tensors.Concat(Named(family.Autoencoder.Prefix, Vae(family.Autoencoder))) : tensors;
    }

    private static IEnumerable<(string, long[])> Named(string prefix, IEnumerable<(string Name, long[] Shape)> tensors) =>
        tensors.Select(tensor => (prefix + tensor.Name, tensor.Shape));

    private static IEnumerable<(string, long[])> Clip(ClipTextShape s)
    {
        yield return ("embeddings.token_embedding.weight", [s.Vocabulary, s.Width]);
        yield return ("embeddings.position_embedding.weight", [s.Length, s.Width]);
        for (var layer = 0; layer < s.Layers; layer++)
        {
            var name = $"encoder.layers.{layer}.";
            string[] projections = ["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.out_proj"];
            foreach (var tensor in projections.SelectMany(projection => Linear(name + projection, s.Width, s.Width)))
                yield return tensor;
            foreach (var tensor in Norm(name + "layer_norm1", s.Width).Concat(Norm(name + "layer_norm2", s.Width)))
                yield return tensor;
            foreach (var tensor in Linear(name + "mlp.fc1", s.Width, s.MlpWidth).Concat(Linear(name + "mlp.fc2", s.MlpWidth, s.Width)))
                yield return tensor;
        }
        foreach (var tensor in Norm("final_layer_norm", s.Width))
            yield return tensor;
    }

    private static List<(string, long[])> UNet(UNetShape s)
    {
        var time = s.ModelChannels * 4;
        List<(string, long[])> all = [.. Linear("time_embed.0", s.ModelChannels, time), .. Linear("time_embed.2", time, time),
            .. Conv("input_blocks.0.0", s.InChannels, s.ModelChannels, 3)];
        var (channels, index) = (s.ModelChannels, 1);
        var skips = new Stack<int>([channels]);
        for (var level = 0; level < s.ChannelMult.Count; level++)
        {
            for (var i = 0; i < s.ResBlocks[level]; i++, index++)
            {
                all.AddRange(
                    Block(s, $"input_blocks.{index}", channels, s.ModelChannels * s.ChannelMult[level], s.TransformerDepth[level]));
                skips.Push(channels = s.ModelChannels * s.ChannelMult[level]);
            }
            if (level < s.ChannelMult.Count - 1)
            {
                all.AddRange(Conv($"input_blocks.{index++}.0.op", channels, channels, 3));
                skips.Push(channels);
            }
        }
        all.AddRange([.. Block(s, "middle_block", channels, channels, s.MiddleDepth),
            .. ResBlock("middle_block.2", channels, channels, time)]);
        index = 0;
        for (var level = s.ChannelMult.Count - 1; level >= 0; level--)
        {
            for (var i = 0; i <= s.ResBlocks[level]; i++, index++)
            {
                var depth = s.TransformerDepth[level];
                all.AddRange(Block(s, $"output_blocks.{index}", channels + skips.Pop(), s.ModelChannels * s.ChannelMult[level], depth));
                channels = s.ModelChannels * s.ChannelMult[level];
                if (level > 0 && i == s.ResBlocks[level])
                    all.AddRange(Conv($"output_blocks.{index}.{(depth > 0 ? 2 : 1)}.conv", channels, channels, 3));
            }
        }
        all.AddRange([.. Norm("out.0", channels), .. Conv("out.2", channels, s.OutChannels, 3)]);
        return all;
    }

    private static IEnumerable<(string, long[])> Block(UNetShape s, string name, int from, int to, int depth)
    {
        var res = ResBlock(name + ".0", from, to, s.ModelChannels * 4);
        return depth == 0 ? res : res.Concat(Transformer(name + ".1", to, s.ContextWidth));
    }

    private static IEnumerable<(string, long[])> ResBlock(string name, int from, int to, int time) =>
    [
        .. Norm(name + ".in_layers.0", from), .. Conv(name + ".in_layers.2", from, to, 3), .. Linear(name + ".emb_layers.1", time, to),
        .. Norm(name + ".out_layers.0", to), .. Conv(name + ".out_layers.3", to, to, 3),
        .. from == to ? [] : Conv(name + ".skip_connection", from, to, 1),
    ];

    private static IEnumerable<(string, long[])> Transformer(string name, int width, int context)
    {
        var block = name + ".transformer_blocks.0";
        return
        [
            .. Norm(name + ".norm", width), .. Conv(name + ".proj_in", width, width, 1), .. Conv(name + ".proj_out", width, width, 1),
            .. Norm(block + ".norm1", width), .. Norm(block + ".norm2", width), .. Norm(block + ".norm3", width),
            (block + ".attn1.to_q.weight", [width, width]), (block + ".attn1.to_k.weight", [width, width]),
            (block + ".attn1.to_v.weight", [width, width]),
            .. Linear(block + ".attn1.to_out.0", width, width),
            (block + ".attn2.to_q.weight", [width, width]), (block + ".attn2.to_k.weight", [width, context]),
            (block + ".attn2.to_v.weight", [width, context]),
            .. Linear(block + ".attn2.to_out.0", width, width),
            .. Linear(block + ".ff.net.0.proj", width, width * 8), .. Linear(block + ".ff.net.2", width * 4, width),
        ];
    }

    private static List<(string, long[])> Vae(AutoencoderShape s)
    {
        var (levels, top) = (s.ChannelMult.Count, s.Channels * s.ChannelMult[^1]);
        List<(string, long[])> all = [.. Conv("encoder.conv_in", 3, s.Channels, 3), .. Conv("decoder.conv_in", s.LatentChannels, top, 3)];
        var channels = s.Channels;
        for (var level = 0; level < levels; level++)
        {
            for (var i = 0; i < s.EncoderBlocks; i++)
                all.AddRange(VaeBlock($"encoder.down.{level}.block.{i}", channels, channels = s.Channels * s.ChannelMult[level]));
            if (level < levels - 1)
                all.AddRange(Conv($"encoder.down.{level}.downsample.conv", channels, channels, 3));
        }
        for (var level = levels - 1; level >= 0; level--)
        {
            for (var i = 0; i < s.DecoderBlocks; i++)
                all.AddRange(VaeBlock($"decoder.up.{level}.block.{i}", channels, channels = s.Channels * s.ChannelMult[level]));
            if (level > 0)
                all.AddRange(Conv($"decoder.up.{level}.upsample.conv", channels, channels, 3));
        }
        foreach (var half in (string[])["encoder.mid.", "decoder.mid."])
        {
            all.AddRange([.. VaeBlock(half + "block_1", top, top), .. VaeBlock(half + "block_2", top, top),
                .. Norm(half + "attn_1.norm", top)]);
            foreach (var projection in (string[])["q", "k", "v", "proj_out"])
                all.AddRange(Conv(half + "attn_1." + projection, top, top, 1));
        }
        all.AddRange([.. Norm("encoder.norm_out", top), .. Conv("encoder.conv_out", top, s.LatentChannels * 2, 3),
            .. Norm("decoder.norm_out", s.Channels), .. Conv("decoder.conv_out", s.Channels, 3, 3)]);
        all.AddRange([.. Conv("quant_conv", s.LatentChannels * 2, s.LatentChannels * 2, 1),
            .. Conv("post_quant_conv", s.LatentChannels, s.LatentChannels, 1)]);
        return all;
    }

    private static IEnumerable<(string, long[])> VaeBlock(string name, int from, int to) =>
    [
        .. Norm(name + ".norm1", from), .. Conv(name + ".conv1", from, to, 3), .. Norm(name + ".norm2", to),
        .. Conv(name + ".conv2", to, to, 3),
        .. from == to ? [] : Conv(name + ".nin_shortcut", from, to, 1),
    ];

    private static IEnumerable<(string, long[])> Norm(string name, long size) => [(name + ".weight", [size]), (name + ".bias", [size])];

    private static IEnumerable<(string, long[])> Linear(string name, long from, long to) =>
        [(name + ".weight", [to, from]), (name + ".bias", [to])];

    private static IEnumerable<(string, long[])> Conv(string name, long from, long to, long kernel) =>
        [(name + ".weight", [to, from, kernel, kernel]), (name + ".bias", [to])];
}
