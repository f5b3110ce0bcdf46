using Studio.Engine.Models.Families;

namespace Studio.Engine.Models;

/// <summary>Opens what leads models by pictures.</summary>
public static class PictureModels
{
    /// <summary>Opens an encoder of pictures: a file with nothing else in it, or the one of a whole CLIP.</summary>
    /// <inheritdoc cref="ModelPool.LoadModel"/>
    public static VisionModel LoadVision(this ModelPool pool, string path, CancellationToken cancellation) =>
        pool.Open(path, ClipVisionFile.KindName, cancellation).Vision!;

    /// <summary>Opens a style model.</summary>
    /// <inheritdoc cref="ModelPool.LoadModel"/>
    public static StyleModel LoadStyle(this ModelPool pool, string path, CancellationToken cancellation) =>
        pool.Open(path, ReduxFile.KindName, cancellation).Style!;

    /// <summary>Opens an IP-Adapter.</summary>
    /// <inheritdoc cref="ModelPool.LoadModel"/>
    public static AdapterModel LoadAdapter(this ModelPool pool, string path, CancellationToken cancellation) =>
        pool.Open(path, IpAdapterFile.KindName, cancellation).Adapter!;

    /// <summary>Opens a patch of a model.</summary>
    /// <inheritdoc cref="ModelPool.LoadModel"/>
    public static PatchModel LoadPatch(this ModelPool pool, string path, CancellationToken cancellation) =>
        pool.Open(path, ZImageControlFile.KindName, cancellation).Patch!;
}
