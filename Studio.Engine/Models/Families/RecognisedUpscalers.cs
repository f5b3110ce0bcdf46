namespace Studio.Engine.Models.Families;

/// <summary>
/// Upscalers and restorers that are not run here, by tensors that only they have: those that the families' own layers stand beside come
/// first in a file's description, so that none of them is taken for another.
/// </summary>
internal static class RecognisedUpscalers
{
    private const string Block = "layers.0.residual_group.blocks.0.";

    public static IReadOnlyList<RecognisedFile> All { get; } =
    [
        Row("MM-RealSR", "de_net.conv_first.0.weight"),
        Row("HAT", Block + "conv_block.cab.0.weight"),
        Row("ATD", "layers.0.residual_group.layers.0.attn_atd.wq.weight"),
        Row("DRCT", "layers.0.swin1.norm1.weight"),
        Row("DAT", "layers.0.blocks.0.attn.channel_interaction.1.weight"),
        Row("RGT", "before_RG.1.weight"),
        Row("Swin2SR", Block + "attn.logit_scale"),
        Row("SRFormer", Block + "attn.aligned_relative_position_index"),
        Row("FDAT", "groups.0.blocks.0.inter.cg.1.weight"),
        Row("SwinIR with pixel unshuffle", "conv_first.1.weight"),
        Row("SwinIR with absolute positions", "absolute_pos_embed"),
        Row("GRL", "layers.0.blocks.0.attn.window_attn.attn_transform.logit_scale"),
        Row("CRAFT", "layers.0.residual_group.hf_blocks.0.attn.temperature"),
        Row("OmniSR", "residual_layer.0.residual_layer.0.layer.0.fn.0.weight"),
        Row("PLKSR", "feats.1.lk.conv.weight", "feats.1.lk.convs.0.weight", "feats.1.lk.mn_conv.weight"),
        Row("SPAN", "block_1.c1_r.sk.weight"),
        Row("SAFMN", "feats.0.safm.aggr.weight", "feats.0.layers.0.safm.aggr.weight"),
        Row("SeemoRe", "body.0.local_block.norm_1.weight"),
        Row("MoSR", "gblocks.1.conv.weight", "gblocks.1.conv.dwconv_hw.weight"),
        Row("MoESR", "blocks.0.blocks.0.conv.dwconv_hw.weight"),
        Row("RCAN", "body.0.body.0.body.3.conv_du.0.weight"),
        Row("Real-CUGAN", "unet1.conv1.conv.0.weight"),
        Row("SwiftSRGAN", "initial.cnn.depthwise.weight"),
        Row("AuraSR", "mid_block2.block1.proj.weights"),
        Row("SCUNet", "m_body.0.trans_block.ln1.weight"),
        Row("DRUNet or FBCNN", "m_down1.0.res.0.weight"),
        Row("NAFNet", "middle_blks.0.sca.1.weight"),
        Row("Restormer", "encoder_level1.0.attn.qkv_dwconv.weight"),
        Face("GFPGAN", "stylegan_decoder.style_mlp.1.weight"),
        Face("CodeFormer", "idx_pred_layer.1.weight"),
    ];

    private static RecognisedFile Row(string name, params string[] tensors) =>
        new(UpscalerFile.Kind, name, names => names.HasAny(tensors))
        {
            Why = "upscalers of this architecture do not run here, ESRGAN, Real-ESRGAN, its compact network and SwinIR do",
        };

    private static RecognisedFile Face(string name, params string[] tensors) =>
        Row(name, tensors) with { Why = "it restores faces, which must be found in the picture first, and that is not done here" };
}
