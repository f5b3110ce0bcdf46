using Studio.Web.Gallery;

namespace Studio.Web.Components.Pictures;

/// <summary>Pictures that stand beside each other.</summary>
public sealed record GalleryRow(int Index, IReadOnlyList<ShelvedPicture> Pictures);
