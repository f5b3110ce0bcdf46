using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.Inpaint;

public sealed class InpaintModelNames(IModelFiles files) : ModelNames(files, "inpaint");
