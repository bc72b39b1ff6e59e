#!/usr/bin/env python3
"""ONNX Runtime and OpenVINO, where installed, as peers of the inference benchmarks (bench/models/image_nets.cpp).

usage: see peer.py; the modes are onnxruntime and openvino. The nets are built with the onnx package, with random weights.
"""
import importlib.util

import numpy
import peer
from onnx import TensorProto, helper, numpy_helper

CONVOLUTIONS = {  # outputs, kernel, stride, padding; or the kernel of a pool
    "alexnet": ((64, 11, 4, 2), 3, (192, 5, 1, 2), 3, (384, 3, 1, 1), (256, 3, 1, 1), (256, 3, 1, 1), 3),
    "vgg16": ((64, 3, 1, 1), (64, 3, 1, 1), 2, (128, 3, 1, 1), (128, 3, 1, 1), 2,
              *((256, 3, 1, 1),) * 3, 2, *((512, 3, 1, 1),) * 3, 2, *((512, 3, 1, 1),) * 3, 2),
}
FEATURES = {"alexnet": 9216, "vgg16": 25088}


def build(name, batch):
    """The net as a serialised ONNX model of one input, x."""
    random = numpy.random.default_rng(0)
    nodes, weights, value = [], [], "x"

    def add(kind, parameters, **attributes):
        nonlocal value
        names = []
        for parameter in parameters:
            names.append(f"w{len(weights)}")
            weights.append(numpy_helper.from_array((0.02 * random.standard_normal(parameter)).astype("float32"), names[-1]))
        result = f"v{len(nodes)}"
        nodes.append(helper.make_node(kind, [value, *names], [result], **attributes))
        value = result

    inputs = 3
    for layer in CONVOLUTIONS[name]:
        if isinstance(layer, int):
            add("MaxPool", [], kernel_shape=[layer] * 2, strides=[2, 2])
            continue
        outputs, kernel, stride, padding = layer
        add("Conv", [(outputs, inputs, kernel, kernel), (outputs,)], kernel_shape=[kernel] * 2, strides=[stride] * 2,
            pads=[padding] * 4)
        add("Relu", [])
        inputs = outputs
    add("Flatten", [])
    for inputs, outputs in ((FEATURES[name], 4096), (4096, 4096), (4096, 1000)):
        add("Gemm", [(outputs, inputs), (outputs,)], transB=1)
        if outputs == 4096:
            add("Relu", [])
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, [batch, 3, 224, 224])
    y = helper.make_tensor_value_info(value, TensorProto.FLOAT, [batch, 1000])
    graph = helper.make_graph(nodes, name, [x], [y], weights)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8).SerializeToString()


def onnxruntime_step(model, x):
    import onnxruntime

    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = 2
    session = onnxruntime.InferenceSession(model, settings, providers=["CPUExecutionProvider"])
    return lambda: session.run(None, {"x": x})


def openvino_step(model, x):
    import openvino

    core = openvino.Core()
    settings = {"INFERENCE_NUM_THREADS": 2, "PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": "f32"}
    request = core.compile_model(core.read_model(model, b""), "CPU", settings).create_infer_request()
    return lambda: request.infer({"x": x})


ENGINES = {"onnxruntime": onnxruntime_step, "openvino": openvino_step}


CASES = [f"{name}_{batch}" for name in CONVOLUTIONS for batch in (1, 8)]


def prepare(engine, case):
    name, batch = case.split("_")
    x = numpy.random.default_rng(1).standard_normal((int(batch), 3, 224, 224)).astype("float32")
    return ENGINES[engine](build(name, int(batch)), x)


peer.run({engine: CASES for engine in ENGINES if importlib.util.find_spec(engine)}, prepare)
