namespace Studio.Engine.Models;

/// <summary>What a denoiser sees beside the noisy latent, in the order of its channels.</summary>
public enum BesideLayout
{
    /// <summary>A picture to edit, as the autoencoder gives it: InstructPix2Pix.</summary>
    Picture,

    /// <summary>The mask at the latent's size, and a picture without what is to be repainted: Stable Diffusion's inpainting.</summary>
    MaskThenPicture,

    /// <summary>A picture in the model's own scale: FLUX.1 Canny and Depth.</summary>
    ScaledPicture,

    /// <summary>The same, and the mask of each latent pixel's own square of pixels as channels: FLUX.1 Fill.</summary>
    ScaledPictureThenMaskSquares,
}
