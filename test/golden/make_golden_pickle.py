"""Writes test/golden/pickle: files of torch.save that src/io/pickle_test.cpp reads. Made with PyTorch 2.13.

usage: python test/golden/make_golden_pickle.py         writes the files
       python test/golden/make_golden_pickle.py FILE    prints what torch.load finds in a file that pickle_save wrote
"""
import collections
import pathlib
import sys

import torch

FOLDER = pathlib.Path(__file__).parent / "pickle"


def state_dict():
    torch.manual_seed(0)
    model = torch.nn.Sequential(collections.OrderedDict(
        fc=torch.nn.Linear(3, 2), norm=torch.nn.BatchNorm1d(2)))
    for i, p in enumerate(model.parameters()):
        p.data = torch.arange(p.numel(), dtype=torch.float32).reshape(p.shape) + 10 * i
    return model.state_dict()


def values():
    base = torch.arange(12.0).reshape(3, 4)
    return {
        "none": None, "yes": True, "no": False, "small": 7, "word": 300, "negative": -5, "large": 1 << 40,
        "most": (1 << 63) - 1, "least": -(1 << 63), "real": 2.5, "complex": 1 - 2j, "text": "äπ", "device": torch.device("cuda", 1),
        "ints": [1, 2, 3], "reals": [0.5, 1.5], "bools": [True, False], "mixed": [1, "two", None], "empty": [], "tuple": (1, 2.0),
        "nested": {"inner": {3: "three"}}, "size": base.shape, "column": base[:, 1], "row": base[2],
        "parameter": torch.nn.Parameter(torch.ones(2)), "scalar": torch.tensor(3.5), "nothing": torch.zeros(0, 3),
        "ordered": collections.OrderedDict(b=1, a=2),
        **{str(dtype)[6:]: torch.tensor([0, 1, 2]).to(dtype) for dtype in (
            torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64, torch.float16, torch.bfloat16, torch.float32,
            torch.float64, torch.bool, torch.complex64, torch.complex128)},
    }


def main():
    if len(sys.argv) > 1:
        print(torch.load(sys.argv[1]))
        return
    FOLDER.mkdir(exist_ok=True)
    torch.save(torch.tensor([[1.0, 2.0], [3.0, 4.0]]), FOLDER / "tensor.pt")
    torch.save(state_dict(), FOLDER / "state_dict.pt")
    torch.save(values(), FOLDER / "values.pt")
    torch.save([torch.ones(2), torch.zeros(1, 2)], FOLDER / "tensors.pt")
    torch.save({"object": torch.nn.Linear(1, 1)}, FOLDER / "object.pt")
    torch.save(torch.ones(1), FOLDER / "legacy.pt", _use_new_zipfile_serialization=False)


if __name__ == "__main__":
    main()
